import { InvokeCommand } from '@aws-sdk/client-lambda';
import { ProtectedService } from './support/protected-service';

/** As a heal hands it to its tasks; the lease is nobody's, or another one's. */
const STALE = { targetId: 'api', incidentId: 'earlier', executionArn: 'arn:earlier', fencingToken: 0 };
const DECISION = { kind: 'resetFault', fromVersion: '1', toVersion: '1', attempt: 1, revisionId: 'r', codeSha256: 'c' };

describe('a heal that has lost its lease', () => {
  let service: ProtectedService;

  beforeEach(async () => {
    service = await ProtectedService.deploy('sound', 'api');
  });
  afterEach(() => service.close());

  /** The name of the error that a task ends with when it is run for the earlier heal. */
  async function run(task: string): Promise<string> {
    const healer = service.cloud.stack('SelfHealing-dev-healer');
    const fn = healer.resources.find(
      ({ type, logicalId }) => type === 'AWS::Lambda::Function' && new RegExp(`^${task}[0-9A-F]{8}$`).test(logicalId),
    );
    const input = { incident: STALE, decision: DECISION, races: 0, approval: null, progress: null, token: 't' };
    const { Payload = [] } = await service.clock.drive('task', () =>
      service.lambda.send(new InvokeCommand({ FunctionName: fn?.ref, Payload: Buffer.from(JSON.stringify(input)) })),
    );
    return JSON.parse(Buffer.from(Payload as Uint8Array).toString()).errorType;
  }

  it('does nothing more, whichever task it was about to begin', async () => {
    const tasks = ['Diagnose', 'Preflight', 'ResetFault', 'PublishVersion', 'MoveAlias', 'Prove'];
    const before = await service.alias();
    for (const task of tasks) expect([task, await run(task)]).toEqual([task, 'LeaseFreed']);
    expect(await service.alias()).toEqual({ ...before, $metadata: expect.anything() });
  });
});
