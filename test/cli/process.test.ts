import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Stage } from '../local/cloudformation/support/stage';

const PROJECT = join(__dirname, '../..');

/** Runs the npm script's own command line, in an environment with nothing but what is given. */
async function run(words: readonly string[], variables: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'cli/main.ts', ...words], {
    cwd: PROJECT,
    env: { PATH: process.env.PATH, HOME: '/nowhere', AWS_EC2_METADATA_DISABLED: 'true', ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    output.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output.stderr += chunk;
  });
  const [exitCode] = await once(child, 'close');
  return { exitCode, ...output };
}

const KEYS = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };

const TABLE = {
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
  ],
};

describe('npm run heal', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.open({ time: 'real' });
    await stage.deployAll({
      'SelfHealing-dev-healer': {
        Resources: { Table: { Type: 'AWS::DynamoDB::Table', Properties: TABLE } },
        Outputs: { TableName: { Value: { Ref: 'Table' } } },
      },
    });
  });
  afterAll(() => stage.close());

  it('needs the variables of the AWS CLI, and prints nothing but its result', async () => {
    const variables = { ...KEYS, AWS_ENDPOINT_URL: stage.cloud.endpoint, AWS_DEFAULT_REGION: 'us-east-1' };
    const { exitCode, stdout, stderr } = await run(['status', '--json'], variables);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({ targets: [], failing: [] });
  });

  it('says what is missing, in one line', async () => {
    expect(await run(['status'], KEYS)).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: 'No region is set: set AWS_REGION, then try again.\n',
    });
    expect(await run(['status'], { AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL: stage.cloud.endpoint })).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: expect.stringMatching(/^There are no AWS credentials here: .*\n$/),
    });
    expect(await run(['status'], { ...KEYS, AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL: 'http://127.0.0.1:9' })).toEqual(
      {
        exitCode: 1,
        stdout: '',
        stderr: expect.stringMatching(/^AWS cannot be reached \(ECONNREFUSED\).*\n$/),
      },
    );
  });

  it('ends with 2 when it does not understand', async () => {
    expect(await run(['paws'], {})).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: 'There is no command "paws".\nSee: heal --help\n',
    });
  });
});
