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

/** Tells the story of one service as it happens, from what an operator could ask AWS. */
export class Narrator {
  private running = true;
  private readonly alarms = new Map<string, string>();
  private readonly stepsTold = new Map<string, number>();
  private readonly decisionsTold = new Set<string>();
  private version = '';
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

  /** Prints one line with the time of day in AWS time. */
  tell(topic: string, text: string): void {
    const time = new Date(this.world.clock.now()).toISOString().slice(11, 21);
    this.print(`${time}  ${this.service.name.padEnd(7)} ${topic.padEnd(10)} ${text}`);
  }

  stop(): void {
    this.running = false;
  }

  private lookAfter(seconds: number): void {
    const { clock } = this.world;
    clock.at(clock.now() + seconds * 1000, 'narrator', async () => {
      if (!this.running) return;
      const busy = await this.look();
      this.lookAfter(busy ? BUSY_SECONDS : CALM_SECONDS);
    });
  }

  private async look(): Promise<boolean> {
    this.tellSuccess();
    const ringing = await this.tellAlarms();
    const healing = await this.tellExecutions();
    if (ringing || healing) await this.tellDecisions();
    await this.tellAlias();
    return ringing || healing;
  }

  private tellSuccess(): void {
    const { total, failed } = this.traffic.since(this.world.clock.now() - WINDOW_SECONDS * 1000);
    if (total === 0) return;
    const success = `${Math.round((100 * (total - failed)) / total)} % of requests succeed`;
    if (success !== this.success) this.tell('requests', success);
    this.success = success;
  }

  private async tellAlarms(): Promise<boolean> {
    const prefix = `${this.environment}-${this.service.name}-`;
    const { MetricAlarms = [] } = await this.world.cloudwatch.send(
      new DescribeAlarmsCommand({ AlarmNamePrefix: prefix }),
    );
    for (const { AlarmName = '', StateValue = '' } of MetricAlarms) {
      const known = this.alarms.get(AlarmName);
      if (known !== undefined && known !== StateValue) this.tell('alarm', `${AlarmName}: ${known} -> ${StateValue}`);
      this.alarms.set(AlarmName, StateValue);
    }
    return [...this.alarms.values()].includes('ALARM');
  }

  private async tellExecutions(): Promise<boolean> {
    const { stepfunctions } = this.world;
    const { stateMachineArn } = this.service;
    const { executions = [] } = await stepfunctions.send(
      new ListExecutionsCommand({ stateMachineArn, maxResults: 10 }),
    );
    let running = false;
    for (const { executionArn = '', status } of [...executions].reverse()) {
      if (status === 'RUNNING') running = true;
      else if (this.stepsTold.get(executionArn) === Number.POSITIVE_INFINITY) continue;
      const { events = [] } = await stepfunctions.send(
        new GetExecutionHistoryCommand({ executionArn, includeExecutionData: true, maxResults: 1000 }),
      );
      if (!JSON.stringify(events[0] ?? '').includes(`\\"targetId\\":\\"${this.service.name}\\"`)) continue;
      const told = this.stepsTold.get(executionArn) ?? 0;
      for (const { id = 0, stateEnteredEventDetails } of events) {
        if (id > told && stateEnteredEventDetails?.name !== undefined)
          this.tellStep(executionArn, stateEnteredEventDetails.name);
      }
      this.stepsTold.set(executionArn, status === 'RUNNING' ? (events.at(-1)?.id ?? 0) : Number.POSITIVE_INFINITY);
    }
    return running;
  }

  private tellStep(executionArn: string, state: string): void {
    this.tell('workflow', `${executionArn.slice(-12)}: ${state}`);
  }

  private async tellDecisions(): Promise<void> {
    const [latest] = await readIncidents(recordsOf(this.world, this.service));
    for (const decision of latest?.decisions ?? []) {
      if (!this.decisionsTold.has(decision)) this.tell('decision', decision);
      this.decisionsTold.add(decision);
    }
  }

  private async tellAlias(): Promise<void> {
    const { functionName, aliasName } = this.service;
    const alias = await this.world.lambda.send(new GetAliasCommand({ FunctionName: functionName, Name: aliasName }));
    const version = alias.FunctionVersion ?? '';
    if (version !== this.version) {
      this.tell(
        'alias',
        `${aliasName} ${this.version === '' ? 'is' : `went from version ${this.version}`} ${this.version === '' ? 'at' : 'to'} version ${version}`,
      );
    }
    this.version = version;
  }
}
