import { CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import {
  GetFunctionConfigurationCommand,
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { FAULT_VARIABLES } from '../../functions/contract';
import type { ProtectedService } from '../scenarios/support/protected-service';
import type { Fault } from './plan';

/** What people and pipelines do to a target, whatever the healer is doing at the same time. */
export class Operator {
  private releases = 0;

  constructor(private readonly service: ProtectedService) {}

  /** Publishes a version with this fault, or none, and points the alias at it. @returns the version */
  async release(fault: Fault = {}): Promise<string> {
    const version = await this.publish(fault);
    await this.point(version);
    return version;
  }

  /** Publishes without giving traffic. */
  async publish(fault: Fault): Promise<string> {
    await this.configureLatest(fault);
    const FunctionName = this.service.output('FunctionName');
    const { Version = '' } = await this.insist(() =>
      this.service.lambda.send(new PublishVersionCommand({ FunctionName })),
    );
    return Version;
  }

  /** Gives `version` all of the traffic, but for the share of another one. */
  async point(version: string, added?: { readonly version: string; readonly weight: number }): Promise<void> {
    const FunctionName = this.service.output('FunctionName');
    const AdditionalVersionWeights = added === undefined ? {} : { [added.version]: added.weight };
    await this.insist(() =>
      this.service.lambda.send(
        new UpdateAliasCommand({
          FunctionName,
          Name: this.service.output('AliasName'),
          FunctionVersion: version,
          RoutingConfig: { AdditionalVersionWeights },
        }),
      ),
    );
  }

  /** Every release is unique, and takes off what an earlier one has injected. */
  async configureLatest(fault: Fault): Promise<void> {
    this.releases += 1;
    const FunctionName = this.service.output('FunctionName');
    const Variables = { ...FAULT_VARIABLES, ...fault, RELEASE: `${this.service.targetId}-${this.releases}` };
    await this.insist(async () => {
      const { Environment } = await this.service.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
      const merged = { ...Environment?.Variables, ...Variables };
      await this.service.lambda.send(
        new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables: merged } }),
      );
    });
    await this.service.clock.sleep(5_000);
  }

  async ring(alarm: string): Promise<void> {
    const cloudwatch = this.service.cloud.client(CloudWatchClient);
    await this.insist(() =>
      cloudwatch.send(new SetAlarmStateCommand({ AlarmName: alarm, StateValue: 'ALARM', StateReason: 'chaos' })),
    );
  }

  /** Lets the healer act again after an escalation. */
  async resume(): Promise<void> {
    await this.service.dynamodb.send(
      new UpdateItemCommand({
        TableName: this.service.output('TableName'),
        Key: { pk: { S: `TARGET#${this.service.targetId}` }, sk: { S: 'LEASE' } },
        UpdateExpression: 'REMOVE heldBy ADD revision :one',
        ExpressionAttributeValues: { ':one': { N: '1' } },
      }),
    );
  }

  /** Others change the function too, and calls are throttled: a pipeline tries again. */
  private async insist<T>(work: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await work();
      } catch (error) {
        if (tries === MAX_TRIES) throw error;
        await this.service.clock.sleep(3_000);
      }
    }
  }
}

const MAX_TRIES = 20;
