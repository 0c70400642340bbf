import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesize } from '../../local/synthesize';
import { ProtectedService } from './support/protected-service';
import { ASSEMBLIES_VARIABLE } from './support/synthesize-assemblies';

const HEALER = 'SelfHealing-dev-healer';
const SERVICE = 'SelfHealing-dev-api';

let folder: string;
/** The same app with a fault, by nothing but its context. */
let faulty: string;
let sound: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'redeploy-'));
  faulty = join(folder, 'faulty');
  sound = join(process.env[ASSEMBLIES_VARIABLE] ?? '', 'sound');
  await synthesize({ project: join(__dirname, '../..'), output: faulty, context: { failureRate: '1' } });
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the app, deployed over itself', () => {
  let service: ProtectedService;
  beforeEach(async () => {
    service = await ProtectedService.deploy('sound', 'api');
  });
  afterEach(() => service.close());

  const outcomes = async (assembly: string) =>
    Object.fromEntries((await service.cloud.deploy(assembly)).map(({ stack, outcome }) => [stack.name, outcome]));
  const status = (version: string) => service.variables(version).then(({ FAILURE_RATE }) => FAILURE_RATE);

  it('changes nothing when nothing has changed', async () => {
    const before = { time: service.clock.now(), alias: await service.alias() };
    expect(await outcomes(sound)).toEqual({ [HEALER]: 'unchanged', [SERVICE]: 'unchanged' });
    expect(service.clock.now()).toBe(before.time);
    expect((await service.alias()).RevisionId).toBe(before.alias.RevisionId);
    expect(service.cloud.stack(SERVICE).status).toBe('CREATE_COMPLETE');
  });

  it('brings another context value as a new version behind the alias, and retains the one before', async () => {
    expect((await service.get()).status).toBe(200);
    const [healer, api] = await service.cloud.deploy(faulty);
    expect(healer).toMatchObject({ outcome: 'unchanged' });
    expect(api?.changes.map(({ type, action }) => `${type} ${action}`)).toEqual([
      'AWS::Lambda::Function Modify',
      'AWS::Lambda::Version Add',
      'AWS::Lambda::Alias Modify',
      'AWS::Lambda::Version Remove',
    ]);
    expect(service.cloud.stack(SERVICE).status).toBe('UPDATE_COMPLETE');
    expect(await service.liveVersion()).toBe('2');
    expect([await status('1'), await status('2')]).toEqual(['0', '1']);
    expect((await service.get()).status).toBe(500);
  });

  it('is healed when the new version is bad; deploying the same again leaves the roll-back, a repair goes live', async () => {
    service.traffic();
    await service.untilHealthy('1');
    await service.cloud.deploy(faulty);
    expect(await service.liveVersion()).toBe('2');
    const incident = await service.untilClosed();
    expect(incident).toMatchObject({ status: 'mitigated', fromVersion: '2', toVersion: '1' });
    expect(await outcomes(faulty)).toEqual({ [HEALER]: 'unchanged', [SERVICE]: 'unchanged' });
    expect(await service.liveVersion()).toBe('1');
    expect(await outcomes(sound)).toEqual({ [HEALER]: 'unchanged', [SERVICE]: 'updated' });
    expect(await service.liveVersion()).toBe('3');
    expect((await service.get()).status).toBe(200);
  });

  it('is rolled back by CloudFormation when somebody has published the same already', async () => {
    await service.release({ FAILURE_RATE: '1' });
    await service.clock.drive('roll back by hand', async () => {
      await service.configureLatest({ FAILURE_RATE: '0' });
      await service.clock.sleep(10_000);
    });
    const deployment = service.cloud.deploy(faulty);
    await expect(deployment).rejects.toThrow(
      /AWS::Lambda::Version\) failed: A version for this Lambda function exists \( 2 \)\. Modify the function to create a new version\.; the update was rolled back \(UPDATE_ROLLBACK_COMPLETE\)/,
    );
    expect(await status('$LATEST')).toBe('0');
  });
});
