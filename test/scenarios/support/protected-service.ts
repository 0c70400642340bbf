import { join } from 'node:path';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import {
  GetAliasCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { type ExecutionListItem, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { type IncidentRecord, readIncidents, readLedger } from '../../../cli/records';
import { Cloud, type CloudOptions } from '../../../local/cloud';
import type { VirtualClock } from '../../../local/kernel/virtual-clock';
import { Traffic } from '../../../local/traffic';
import { closeUndenied } from './close';
import { Inbox, isAlarmNotification, type Notification } from './inbox';
import { ASSEMBLIES_VARIABLE, type AssemblyName } from './synthesize-assemblies';

const MINUTE_MS = 60_000;
/** An incident in one of these is not worked on any more. */
const CLOSED = ['mitigated', 'resolved', 'escalated'];

/** One service under protection on a cloud of its own, with what a user of it can see and do. */
export class ProtectedService {
  readonly clock: VirtualClock;
  readonly lambda: LambdaClient;
  readonly stepfunctions: SFNClient;
  readonly dynamodb: DynamoDBClient;
  readonly cloudwatch: CloudWatchClient;

  /** The service of one stack among those that stand on the cloud. */
  constructor(
    readonly cloud: Cloud,
    readonly targetId: string,
    private readonly inbox: Inbox,
  ) {
    this.clock = cloud.virtualClock();
    this.lambda = cloud.client(LambdaClient);
    this.stepfunctions = cloud.client(SFNClient);
    this.dynamodb = cloud.client(DynamoDBClient);
    this.cloudwatch = cloud.client(CloudWatchClient);
  }

  static async deploy(
    assembly: AssemblyName,
    targetId: string,
    seed = 1,
    options: Pick<CloudOptions, 'observe'> = {},
  ): Promise<ProtectedService> {
    const cloud = await Cloud.start({ time: 'virtual', seed, ...options });
    await cloud.deploy(join(process.env[ASSEMBLIES_VARIABLE] ?? '', assembly));
    return new ProtectedService(cloud, targetId, await Inbox.subscribe(cloud));
  }

  /** Of its own stack, or of the healer's. */
  output(name: string): string {
    const stacks = [`SelfHealing-dev-${this.targetId}`, 'SelfHealing-dev-healer'].map((stack) =>
      this.cloud.stack(stack),
    );
    const found = stacks.flatMap(({ outputs }) => outputs).find(({ key }) => key === name);
    if (found === undefined) throw new Error(`No output ${name}`);
    return found.value;
  }

  traffic(perSecond = 2): Traffic {
    return new Traffic(this.cloud, this.output('ApiUrl'), perSecond);
  }

  /** One request, as a user makes it. */
  get(path = '/'): Promise<Response> {
    return this.clock.drive('user', () => this.cloud.fetch(`${this.output('ApiUrl')}${path}`));
  }

  async liveVersion(): Promise<string> {
    return (await this.alias()).FunctionVersion ?? '';
  }

  alias() {
    return this.lambda.send(
      new GetAliasCommand({ FunctionName: this.output('FunctionName'), Name: this.output('AliasName') }),
    );
  }

  ledger(version: string): Promise<string | undefined> {
    return readLedger(
      { dynamodb: this.dynamodb, tableName: this.output('TableName'), targetId: this.targetId },
      version,
    );
  }

  incidents(): Promise<IncidentRecord[]> {
    return readIncidents({ dynamodb: this.dynamodb, tableName: this.output('TableName'), targetId: this.targetId });
  }

  /** The item that says who may act on the target. */
  async lease(): Promise<Record<string, unknown>> {
    const { Item = {} } = await this.dynamodb.send(
      new GetItemCommand({ TableName: this.table, Key: this.key('LEASE') }),
    );
    return Object.fromEntries(Object.entries(Item).map(([name, { S, N }]) => [name, S ?? N]));
  }

  /** Lets the healer act again after an escalation, as the runbook does. */
  async resume(): Promise<void> {
    await this.dynamodb.send(
      new UpdateItemCommand({
        TableName: this.table,
        Key: this.key('LEASE'),
        UpdateExpression: 'REMOVE heldBy ADD revision :one',
        ExpressionAttributeValues: { ':one': { N: '1' } },
      }),
    );
  }

  /** Changes what the ledger says of a version. */
  async enter(version: string, state: 'Healthy' | 'Quarantined'): Promise<void> {
    await this.dynamodb.send(
      new UpdateItemCommand({
        TableName: this.table,
        Key: this.key(`VERSION#${version}`),
        UpdateExpression: 'SET #state = :state',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':state': { S: state } },
      }),
    );
  }

  private get table(): string {
    return this.output('TableName');
  }

  private key(sk: string) {
    return { pk: { S: `TARGET#${this.targetId}` }, sk: { S: sk } };
  }

  async alarmStates(): Promise<Record<string, string>> {
    const { MetricAlarms = [] } = await this.cloudwatch.send(
      new DescribeAlarmsCommand({ AlarmNamePrefix: `dev-${this.targetId}-` }),
    );
    return Object.fromEntries(MetricAlarms.map(({ AlarmName = '', StateValue = '' }) => [AlarmName, StateValue]));
  }

  async executions(): Promise<ExecutionListItem[]> {
    const found = await this.stepfunctions.send(
      new ListExecutionsCommand({ stateMachineArn: this.output('StateMachineArn') }),
    );
    return found.executions ?? [];
  }

  /** What the healer has sent about this target since the last look. */
  notifications(): Promise<Notification[]> {
    return this.inbox.take(({ attributes }) => attributes.targetId === this.targetId);
  }

  /** What the healer has sent since the last look, about whatever target. */
  allNotifications(): Promise<Notification[]> {
    return this.inbox.take((notification) => !isAlarmNotification(notification));
  }

  /** What CloudWatch alarms, those of the healer itself, have sent to the topic since the last look. */
  alarmNotifications(): Promise<Notification[]> {
    return this.inbox.take(isAlarmNotification);
  }

  /** Lets steady traffic run until the ledger calls `version` Healthy. */
  async untilHealthy(version: string): Promise<void> {
    const healthy = await this.cloud.waitFor(10, this.clock.now() + 15 * MINUTE_MS, async () =>
      (await this.ledger(version)) === 'Healthy' ? true : undefined,
    );
    if (healthy === undefined) throw new Error(`Version ${version} has not become Healthy`);
  }

  /** Publishes the function with these variables changed and moves the alias there, as a pipeline does. Returns the version. */
  release(variables: Readonly<Record<string, string>>): Promise<string> {
    const FunctionName = this.output('FunctionName');
    return this.clock.drive('release', async () => {
      await this.configureLatest(variables);
      await this.clock.sleep(10_000);
      const { Version = '' } = await this.lambda.send(new PublishVersionCommand({ FunctionName }));
      await this.lambda.send(
        new UpdateAliasCommand({ FunctionName, Name: this.output('AliasName'), FunctionVersion: Version }),
      );
      return Version;
    });
  }

  /** Gives a version all of the traffic. */
  async point(version: string): Promise<void> {
    await this.lambda.send(
      new UpdateAliasCommand({
        FunctionName: this.output('FunctionName'),
        Name: this.output('AliasName'),
        FunctionVersion: version,
        RoutingConfig: { AdditionalVersionWeights: {} },
      }),
    );
  }

  /** Changes variables of $LATEST only. */
  async configureLatest(variables: Readonly<Record<string, string>>): Promise<void> {
    const FunctionName = this.output('FunctionName');
    const { Environment } = await this.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    const Variables = { ...Environment?.Variables, ...variables };
    await this.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }));
  }

  async variables(version: string): Promise<Record<string, string>> {
    const found = await this.lambda.send(
      new GetFunctionConfigurationCommand({ FunctionName: this.output('FunctionName'), Qualifier: version }),
    );
    return found.Environment?.Variables ?? {};
  }

  /** Lets time go on until the newest incident is closed. */
  async untilClosed(minutes = 15): Promise<IncidentRecord> {
    const closed = await this.cloud.waitFor(2, this.clock.now() + minutes * MINUTE_MS, async () => {
      const [latest] = await this.incidents();
      return latest !== undefined && CLOSED.includes(latest.status) ? latest : undefined;
    });
    if (closed === undefined) throw new Error(`No incident was closed: ${JSON.stringify(await this.incidents())}`);
    await this.pass(5);
    return closed;
  }

  /** Lets AWS time pass. */
  pass(seconds: number): Promise<void> {
    return this.clock.advanceTo(this.clock.now() + seconds * 1000);
  }

  /** @param meant see `closeUndenied` */
  close(meant?: string): Promise<void> {
    return closeUndenied(this.cloud, meant);
  }
}
