import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DescribeAlarmHistoryCommand, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { UpdateAliasCommand } from '@aws-sdk/client-lambda';
import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { ListQueuesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { codeBlocks } from '../support/markdown';
import { runHeal } from '../support/operator';
import { Shell } from '../support/shell';
import { ProtectedService } from './support/protected-service';

const RUNBOOKS = join(__dirname, '../../runbooks');
const PAGES = readdirSync(RUNBOOKS).filter((name) => name.endsWith('.md') && name !== 'README.md');

/** A page that is followed to the letter, from the index on. */
class Reader {
  private readonly shell: Shell;

  constructor(private readonly service: ProtectedService) {
    this.shell = new Shell(service.cloud, { AWS_ENDPOINT_URL: service.cloud.endpoint });
  }

  /** Runs all blocks, or those below one heading, and gives what they printed. */
  async follow(page: string, heading?: string): Promise<string> {
    const printed: string[] = [];
    for (const { language, text, line, headings } of codeBlocks(readFileSync(join(RUNBOOKS, page), 'utf8'))) {
      if (language !== 'sh' || (heading !== undefined && !headings.includes(heading))) continue;
      try {
        printed.push(...(await this.shell.run(text)));
      } catch (error) {
        throw new Error(`${page}:${line}: ${(error as Error).message}`, { cause: error });
      }
    }
    return printed.join('\n');
  }

  async ready(): Promise<this> {
    expect(await this.follow('README.md')).toContain(`${this.service.output('FunctionName')}:live`);
    return this;
  }
}

describe('the runbooks', () => {
  let service: ProtectedService;

  beforeEach(async () => {
    service = await ProtectedService.deploy('sound', 'api');
  });
  afterEach(() => service.close());

  const reader = (): Promise<Reader> => new Reader(service).ready();

  /** Pages with a test of their own; the others only look, or change nothing that lasts. */
  const ON_THEIR_OWN = [
    'approve-or-deny.md',
    'dead-letter-queue.md',
    'healer-failed.md',
    'inject-a-fault.md',
    'patrol-stopped.md',
    'pause-and-resume.md',
    'reset-a-fault-by-hand.md',
    'roll-back-by-hand.md',
    'try-it-locally.md',
    'undo-a-heal.md',
    'versions-and-the-ledger.md',
  ];

  it('all run: after a heal, every command of the pages that look', async () => {
    await healOnce(service);
    const shell = await reader();
    for (const page of PAGES.filter((name) => !ON_THEIR_OWN.includes(name))) await shell.follow(page);
    expect(await service.liveVersion()).toBe('1');
  });

  it('try-it-locally: a stranger sees the service break and heal', async () => {
    const page = await (await reader()).follow('try-it-locally.md');
    expect(page).toContain('"State": "Healthy"');
    expect(page).toContain('500\n500\n500');
    expect(page).toContain('Alarm updated from OK to ALARM');
    expect(page).toContain('SUCCEEDED');
    expect(page).toMatch(/Diagnose\n.*Choose remedy\n(.*\n)*.*Move alias\n.*Prove recovery\n/);
    expect(page).toContain('"Status": "mitigated"');
    expect(page.slice(page.lastIndexOf('HTTP/1.1'))).toContain('HTTP/1.1 200');
    expect(await service.liveVersion()).toBe('1');
  });

  it('roll-back-by-hand: ends a shift, moves all traffic, and quarantines what was live', async () => {
    await becomeHealthy(service);
    const shell = await reader();
    await shell.follow('pause-and-resume.md', 'Pause');
    await service.release({ FAILURE_RATE: '1' });
    await shift(service, { '1': 0.5 });
    await shell.follow('roll-back-by-hand.md');
    expect(await service.alias()).not.toHaveProperty('RoutingConfig.AdditionalVersionWeights.1');
    expect(await service.liveVersion()).toBe('1');
    expect(await service.ledger('2')).toBe('Quarantined');
    expect((await service.get()).status).toBe(200);
  });

  it('roll-back-by-hand: an alarm that rings late does not make the healer move on from the good version', async () => {
    await becomeHealthy(service);
    const shell = await reader();
    await service.release({ FAILURE_RATE: '1' });
    for (let i = 0; i < 60; i++) await service.get();
    await shell.follow('roll-back-by-hand.md');
    expect(await service.executions()).toEqual([]);
    await service.pass(300);
    expect(await alarmHistory(service, 'dev-api-api-5xx')).toContain('Alarm updated from OK to ALARM');
    expect((await service.incidents()).map(({ status }) => status)).not.toContain('escalated');
    expect(await service.liveVersion()).toBe('1');
  });

  it('reset-a-fault-by-hand: publishes the same code without its fault and keeps all other variables', async () => {
    const shell = await reader();
    await shell.follow('pause-and-resume.md', 'Pause');
    await service.release({ FAILURE_RATE: '1' });
    const before = await service.variables('2');
    await shell.follow('reset-a-fault-by-hand.md');
    expect(await service.liveVersion()).toBe('3');
    expect(await service.variables('3')).toEqual({
      ...before,
      FAILURE_RATE: '0',
      HEALED_BY: expect.stringMatching(/^by-hand-\d+$/),
    });
    expect((await service.get()).status).toBe(200);
  });

  it('pause-and-resume: a paused target is left alone, and a resumed one heals although its alarm rang before', async () => {
    await becomeHealthy(service);
    const shell = await reader();
    await shell.follow('pause-and-resume.md', 'Pause');
    expect(await order(service)).toBe('paused');
    service.traffic();
    await service.release({ FAILURE_RATE: '1' });
    await service.pass(300);
    expect(await service.liveVersion()).toBe('2');
    await shell.follow('pause-and-resume.md', 'What happened while it was paused');
    await shell.follow('pause-and-resume.md', 'Resume');
    expect(await order(service)).toBeUndefined();
    await service.untilClosed();
    expect(await service.liveVersion()).toBe('1');
  });

  it('approve-or-deny: an approved remedy is carried out', async () => {
    const shell = await reader();
    await beAsked(service);
    expect(await shell.follow('approve-or-deny.md', 'Look')).toContain('may the healer roll back from version 2');
    await shell.follow('approve-or-deny.md', 'Approve');
    expect(await service.untilClosed()).toMatchObject({ status: 'mitigated', approval: { by: 'operator' } });
    expect(await service.liveVersion()).toBe('1');
    const page = await shell.follow('approve-or-deny.md', 'What came of it');
    expect(page).toContain("heal approve api --note 'safe: no migration since' --env dev");
  });

  it('approve-or-deny: a denied one is not, with and without the repository', async () => {
    const shell = await reader();
    await beAsked(service);
    await shell.follow('approve-or-deny.md', 'Without the repository');
    expect(await service.untilClosed()).toMatchObject({ status: 'escalated', approval: { by: 'on-call' } });
    expect(await service.liveVersion()).toBe('2');
    await expect(shell.follow('approve-or-deny.md', 'Deny')).rejects.toThrow('api asks nothing');
  });

  it('undo-a-heal: the alias goes back and stays there until the target is resumed', async () => {
    await healOnce(service);
    const shell = await reader();
    expect(await shell.follow('undo-a-heal.md', '1 Look')).toMatch(
      /^undo +possible:\n +npm run --silent heal -- undo api/m,
    );
    await shell.follow('undo-a-heal.md', '2 Undo');
    expect(await service.liveVersion()).toBe('2');
    service.traffic();
    await service.pass(300);
    expect(await service.liveVersion()).toBe('2');
    await shell.follow('undo-a-heal.md', '4 Afterwards');
    const healedAgain = await service.cloud.waitFor(5, service.clock.now() + 300_000, async () =>
      (await service.liveVersion()) === '1' ? true : undefined,
    );
    expect(healedAgain).toBe(true);
    await service.pass(60);
    await shell.follow('undo-a-heal.md', 'Without the repository');
    expect(await service.liveVersion()).toBe('2');
    expect(await lease(service)).toMatchObject({ heldBy: { S: 'by-hand' } });
  });

  it('versions-and-the-ledger: an unprotected target is protected by a word, and an innocent version released', async () => {
    const shell = await reader();
    expect(await runHealing(service, 'status', 'api')).toContain('UNPROTECTED');
    await shell.follow('versions-and-the-ledger.md', 'Attest');
    expect(await service.ledger('1')).toBe('Healthy');
    expect(await runHealing(service, 'status', 'api')).not.toContain('UNPROTECTED');
    await service.release({ FAILURE_RATE: '1' });
    service.traffic();
    await service.untilClosed();
    expect(await service.ledger('2')).toBe('Quarantined');
    expect(await shell.follow('versions-and-the-ledger.md', 'Look')).toMatch(/^2 +Quarantined$/m);
    const page = await shell.follow('versions-and-the-ledger.md', 'Forbid');
    expect(page).toContain('The healer does not roll api back past version 1: orders table has a new key');
    expect(await shell.follow('versions-and-the-ledger.md', 'Release')).toContain('Version 2 of api is released');
    expect(await service.ledger('2')).toBeUndefined();
  });

  it('inject-a-fault: breaks, can be stopped, and leaves no fault behind', async () => {
    await becomeHealthy(service);
    const page = await (await reader()).follow('inject-a-fault.md');
    expect(page).toContain('500\n500\n500');
    expect(await service.liveVersion()).toBe('1');
    expect(await service.variables('$LATEST')).toMatchObject({ FAILURE_RATE: '0', LATENCY_RATE: '0' });
  });

  it('healer-failed: shows that a stopped heal was handed over and its lease is free; the target is held until resumed', async () => {
    await becomeHealthy(service);
    service.traffic();
    await service.release({ FAILURE_RATE: '1' });
    await stopHeal(service);
    expect(await lease(service)).toHaveProperty('holder');
    const shell = await reader();
    await shell.follow('pause-and-resume.md', 'Pause');
    await service.pass(300);
    const page = await shell.follow('healer-failed.md');
    expect(page).toContain('ABORTED');
    expect(await lease(service)).not.toHaveProperty('holder');
    expect(await lease(service)).toHaveProperty('heldBy');
    await shell.follow('pause-and-resume.md', 'Resume after an escalation');
    expect(await lease(service)).not.toHaveProperty('heldBy');
  });

  it('dead-letter-queue: shows why the alarm was lost, and empties the queue', async () => {
    await leaveDeadLetter(service);
    const page = await (await reader()).follow('dead-letter-queue.md');
    expect(page).toContain('NO_PERMISSIONS');
    await service.pass(180);
    expect(await stateOf(service, 'dev-api-dead-letter-queue')).toBe('OK');
  });

  it('patrol-stopped: finds the schedule and switches it on', async () => {
    await service.pass(300);
    const page = await (await reader()).follow('patrol-stopped.md');
    expect(page).toMatch(/rate\(1 minute\)\tENABLED/);
    expect(page).toContain('is seen live for the first time');
  });

  it('no test names a page that is gone', () => {
    expect(PAGES).toEqual(expect.arrayContaining(ON_THEIR_OWN));
  });
});

/** By an operator's word, which is quicker than by traffic. */
async function becomeHealthy(service: ProtectedService): Promise<void> {
  await runHealing(service, 'attest', 'api', '1', '--reason', 'a test');
}

/** Runs the command `heal` beside the pages. */
async function runHealing(service: ProtectedService, ...words: string[]): Promise<string> {
  const run = await service.clock.drive('operator', () => runHeal(service.cloud, words));
  if (run.exitCode !== 0) throw new Error(run.complained);
  return run.printed;
}

async function healOnce(service: ProtectedService): Promise<void> {
  await becomeHealthy(service);
  const traffic = service.traffic();
  await service.release({ FAILURE_RATE: '1' });
  await service.untilClosed();
  traffic.stop();
}

async function stopHeal(service: ProtectedService): Promise<void> {
  const running = await service.cloud.waitFor(0.1, service.clock.now() + 120_000, async () =>
    (await service.executions()).find(({ status }) => status === 'RUNNING'),
  );
  await service.pass(1);
  await service.stepfunctions.send(new StopExecutionCommand({ executionArn: running?.executionArn }));
}

async function lease(service: ProtectedService): Promise<object> {
  const found = await service.dynamodb.send(
    new GetItemCommand({
      TableName: service.output('TableName'),
      Key: { pk: { S: 'TARGET#api' }, sk: { S: 'LEASE' } },
    }),
  );
  return found.Item ?? {};
}

async function shift(service: ProtectedService, AdditionalVersionWeights: Record<string, number>): Promise<void> {
  const FunctionName = service.output('FunctionName');
  await service.lambda.send(
    new UpdateAliasCommand({ FunctionName, Name: 'live', RoutingConfig: { AdditionalVersionWeights } }),
  );
}

async function alarmHistory(service: ProtectedService, AlarmName: string): Promise<(string | undefined)[]> {
  const found = await service.cloudwatch.send(new DescribeAlarmHistoryCommand({ AlarmName }));
  return (found.AlarmHistoryItems ?? []).map(({ HistorySummary }) => HistorySummary);
}

/** The mode that stands as an operator's order. */
async function order(service: ProtectedService): Promise<string | undefined> {
  const found = await service.dynamodb.send(
    new GetItemCommand({
      TableName: service.output('TableName'),
      Key: { pk: { S: 'TARGET#api' }, sk: { S: 'ORDER' } },
    }),
  );
  return found.Item?.mode?.S;
}

/** A target whose healer asks before it acts, and does so now. */
async function beAsked(service: ProtectedService): Promise<void> {
  await becomeHealthy(service);
  await runHealing(service, 'mode', 'api', 'approve', '--reason', 'a test');
  service.traffic();
  await service.release({ FAILURE_RATE: '1' });
  const asked = await service.cloud.waitFor(2, service.clock.now() + 300_000, async () =>
    'awaiting' in (await lease(service)) ? true : undefined,
  );
  if (asked === undefined) throw new Error('Nobody was asked');
}

async function leaveDeadLetter(service: ProtectedService): Promise<void> {
  const sqs = service.cloud.client(SQSClient);
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'SelfHealing' }));
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: QueueUrls[0],
      MessageBody: '{"detail-type":"CloudWatch Alarm State Change"}',
      MessageAttributes: { ERROR_CODE: { DataType: 'String', StringValue: 'NO_PERMISSIONS' } },
    }),
  );
  await service.pass(180);
  expect(await stateOf(service, 'dev-api-dead-letter-queue')).toBe('ALARM');
}

async function stateOf(service: ProtectedService, alarm: string): Promise<string | undefined> {
  const { MetricAlarms = [] } = await service.cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: [alarm] }));
  return MetricAlarms[0]?.StateValue;
}
