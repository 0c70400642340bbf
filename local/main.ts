import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cloud } from './cloud';
import { VirtualClock } from './kernel/virtual-clock';
import { readOptions, type ServerOptions, USAGE } from './options';
import { keepPace } from './pace';
import { synthesize } from './synthesize';

/** Outputs that CDK makes for references between stacks; nobody reads them. */
const MADE_BY_CDK = /^(Exports|Publish)Output/;

async function main(): Promise<void> {
  const options = parse();
  if (options.help) {
    process.stdout.write(USAGE);
    return;
  }
  const assembly = options.app ?? (await synthesizeHere());
  const cloud = await Cloud.start({
    time: options.time,
    port: options.port,
    seed: options.seed,
    start: Date.now(),
    latencies: options.latencies,
    controlPlaneLimit: options.controlPlaneLimit,
  });
  try {
    progress('Deploying …');
    await cloud.deploy(assembly);
  } catch (error) {
    await cloud.close();
    throw error;
  }
  const pace = cloud.clock instanceof VirtualClock ? keepPace(cloud.clock, report) : undefined;
  const outputs = Object.fromEntries(
    cloud
      .outputs()
      .filter(({ key }) => !MADE_BY_CDK.test(key))
      .map(({ key, value }) => [key, value]),
  );
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ endpoint: cloud.endpoint, apiUrl: outputs.ApiUrl, outputs })}\n`
      : welcome(cloud, outputs, options),
  );
  await interrupted();
  pace?.stop();
  await cloud.close();
}

function parse(): ServerOptions {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${USAGE}`);
    process.exit(2);
  }
}

/** Into a folder of its own, so that two of us may start at once. */
async function synthesizeHere(): Promise<string> {
  progress('Synthesizing the CDK app …');
  const output = await mkdtemp(join(tmpdir(), 'embedded-aws-'));
  process.once('exit', () => rmSync(output, { recursive: true, force: true }));
  await synthesize({ project: process.cwd(), output });
  return output;
}

function welcome(cloud: Cloud, outputs: Readonly<Record<string, string>>, options: ServerOptions): string {
  const width = Math.max(...Object.keys(outputs).map((key) => key.length));
  const lines = Object.entries(outputs).map(([key, value]) => `  ${key.padEnd(width)}  ${value}`);
  return `
The embedded AWS is ready: ${cloud.endpoint}  (${options.time} time, seed ${options.seed}; Ctrl-C ends it)

${lines.join('\n')}

Try, in another terminal:
  export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_DEFAULT_REGION=us-east-1
  export AWS_ENDPOINT_URL=${cloud.endpoint}    # AWS CLI 1 wants --endpoint-url for sqs
  curl -i ${outputs.ApiUrl ?? cloud.endpoint}
  aws lambda list-functions --query 'Functions[].FunctionName'
  aws cloudwatch describe-alarms --query 'MetricAlarms[].[AlarmName,StateValue]' --output table
  aws stepfunctions list-executions --state-machine-arn ${outputs.StateMachineArn ?? 'ARN'}
  npx cdk synth --quiet -c failureRate=1 && curl -X POST ${cloud.endpoint}/_local/deploy -d '{"assembly":"cdk.out"}'
  curl -X POST ${cloud.endpoint}/_local/faults -d '{"kind":"throttle","service":"lambda","operation":"UpdateAlias","times":3}'
${options.time === 'virtual' ? `  curl -X POST ${cloud.endpoint}/_local/clock -d '{"advanceSeconds":60}'\n` : ''}
`;
}

/**
 * Resolves at Ctrl-C or SIGTERM. Later ones are ignored while we close: npm passes a Ctrl-C on that the terminal has
 * already sent to everybody.
 */
function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    process.on('SIGINT', () => resolve());
    process.on('SIGTERM', () => resolve());
  });
}

function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}

function report(error: unknown): void {
  process.stderr.write(`embedded AWS: ${error instanceof Error ? error.stack : String(error)}\n`);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
