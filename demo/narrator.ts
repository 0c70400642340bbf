import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { GetAliasCommand } from '@aws-sdk/client-lambda';
import { GetExecutionHistoryCommand, ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { readIncidents } from '../cli/records';
import type { Traffic } from '../local/traffic';
import { type ProtectedService, recordsOf, type World } from './world';

/** Seconds between two looks: while nothing happens, and while an alarm rings or a heal runs. */
const CALM_SECONDS = 5;
const BUSY_SECONDS = 1;
/** Seconds over which request success is told. */
const WINDOW_SECONDS = 5;

/** Something that happened, at a time in ms since the epoch. */
interface Happening {
  readonly at: number;
  readonly topic: string;
  readonly text: string;
}

/** Tells the story of one service as it happens, from what an operator could ask AWS. */
export class Narrator {
  private running = true;
  private readonly alarms = new Map<string, string>();
  /** The last event told of each execution; infinite when it is over. */
  private readonly told = new Map<string, number>();
  private entriesTold = 0;
  private version: string | undefined;
  private success = '';

  constructor(
    private readonly world: World,
    private readonly service: ProtectedService,
    private readonly traffic: Traffic,
    private readonly environment: string,
    private readonly print: (line: string) => void,
  ) {
    this.lookAfter(BUSY_SECONDS);
  }

  /** Prints one line, with the time of day in AWS time. */
  tell(topic: string, text: string, at = this.world.clock.now()): void {
    this.print(
      `${new Date(at).toISOString().slice(11, 21)}  ${this.service.name.padEnd(7)} ${topic.padEnd(9)} ${text}`,
    );
  }

  stop(): void {
    this.running = false;
  }

  private lookAfter(seconds: number): void {
    const { clock } = this.world;
    clock.at(clock.now() + seconds * 1000, 'narrator', async () => {
      if (!this.running) return;
      const happenings = await this.look();
      for (const { topic, text, at } of happenings.sort((a, b) => a.at - b.at)) this.tell(topic, text, at);
      this.lookAfter(this.isBusy() ? BUSY_SECONDS : CALM_SECONDS);
    });
  }

  private isBusy(): boolean {
    const healing = [...this.told.values()].some((event) => event !== Number.POSITIVE_INFINITY);
    return healing || [...this.alarms.values()].includes('ALARM');
  }

  private async look(): Promise<Happening[]> {
    return [
      ...(await this.alarmChanges()),
      ...(await this.steps()),
      ...(this.isBusy() ? await this.timeline() : []),
      ...(await this.aliasMoves()),
      ...this.requestSuccess(),
    ];
  }

  private requestSuccess(): Happening[] {
    const at = this.world.clock.now();
    const { total, failed } = this.traffic.since(at - WINDOW_SECONDS * 1000);
    const success = total === 0 ? this.success : `${Math.round((100 * (total - failed)) / total)} % succeed`;
    if (success === this.success) return [];
    this.success = success;
    return [{ at, topic: 'requests', text: success }];
  }

  private async alarmChanges(): Promise<Happening[]> {
    const prefix = `${this.environment}-${this.service.name}-`;
    const { MetricAlarms = [] } = await this.world.cloudwatch.send(
      new DescribeAlarmsCommand({ AlarmNamePrefix: prefix }),
    );
    return MetricAlarms.flatMap(({ AlarmName = '', StateValue = '', StateUpdatedTimestamp }) => {
      const known = this.alarms.get(AlarmName);
      this.alarms.set(AlarmName, StateValue);
      if (known === undefined || known === StateValue) return [];
      const at = StateUpdatedTimestamp?.getTime() ?? this.world.clock.now();
      return [{ at, topic: 'alarm', text: `${AlarmName}: ${known} -> ${StateValue}` }];
    });
  }

  /** States that executions for this service have entered since the last look. */
  private async steps(): Promise<Happening[]> {
    const { stepfunctions } = this.world;
    const { stateMachineArn } = this.service;
    const { executions = [] } = await stepfunctions.send(
      new ListExecutionsCommand({ stateMachineArn, maxResults: 10 }),
    );
    const happenings: Happening[] = [];
    for (const { executionArn = '', status } of executions) {
      const told = this.told.get(executionArn) ?? 0;
      if (told === Number.POSITIVE_INFINITY) continue;
      const { events = [] } = await stepfunctions.send(
        new GetExecutionHistoryCommand({ executionArn, includeExecutionData: true, maxResults: 1000 }),
      );
      const over = status !== 'RUNNING';
      this.told.set(executionArn, over ? Number.POSITIVE_INFINITY : (events.at(-1)?.id ?? 0));
      const input: { targetId?: string } = JSON.parse(events[0]?.executionStartedEventDetails?.input ?? '{}');
      if (input.targetId !== this.service.name) continue;
      for (const { id = 0, timestamp, stateEnteredEventDetails } of events) {
        if (id <= told || stateEnteredEventDetails?.name === undefined) continue;
        const text = `${executionArn.slice(-6)}: ${stateEnteredEventDetails.name}`;
        happenings.push({ at: timestamp?.getTime() ?? 0, topic: 'workflow', text });
      }
    }
    return happenings;
  }

  /** Decisions, actions and verdicts of the latest incident. */
  private async timeline(): Promise<Happening[]> {
    const [latest] = await readIncidents(recordsOf(this.world, this.service));
    const entries = latest?.timeline ?? [];
    const news = entries.slice(this.entriesTold).filter(({ what }) => ['decision', 'action', 'verdict'].includes(what));
    this.entriesTold = entries.length;
    return news.map(({ at, what, text }) => ({ at: Date.parse(at), topic: what, text }));
  }

  private async aliasMoves(): Promise<Happening[]> {
    const { functionName, aliasName } = this.service;
    const alias = await this.world.lambda.send(new GetAliasCommand({ FunctionName: functionName, Name: aliasName }));
    const before = this.version;
    this.version = alias.FunctionVersion ?? '';
    if (before === this.version) return [];
    const text =
      before === undefined
        ? `${aliasName} is at version ${this.version}`
        : `${aliasName}: version ${before} -> ${this.version}`;
    return [{ at: this.world.clock.now(), topic: 'alias', text }];
  }
}
