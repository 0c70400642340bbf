import type { InvocationRequest, InvocationResponse } from '@aws-sdk/client-lambda';
import { ServiceError } from '../../kernel/errors';
import type { Call, Platform } from '../../kernel/platform';
import { only } from '../support/only';
import { AsynchronousQueue } from './asynchronous-queue';
import { pending, requestTooLarge } from './errors';
import type { EventInvokeConfigs } from './event-invoke-config';
import type { Executed, Executor } from './execution/executor';
import { isPending, type LambdaFunction } from './lambda-function';
import { InvocationMetrics } from './metrics';
import { readPayload } from './payload';
import { type Route, routeOf } from './routing';
import { RunningInvocations } from './running-invocations';
import { type FunctionStore, versionOf } from './store';

/** Bytes that a caller may send (Lambda quotas). */
const MOST_REQUEST_BYTES = { RequestResponse: 6_291_456, Event: 1_048_576, DryRun: 6_291_456 };

/** A call that has been accepted, before it is routed to a version. */
export interface Accepted {
  readonly owner: LambdaFunction;
  readonly qualifier: string | undefined;
  readonly requestId: string;
  /** JSON. */
  readonly payload: string;
  /** JSON. */
  readonly clientContext?: string;
}

/** Invokes functions, and counts what AWS/Lambda counts, whatever the way that a call came. */
export class Invoker {
  private readonly running;
  private readonly chance;
  private readonly metrics;
  private readonly queue;

  constructor(
    platform: Platform,
    private readonly store: FunctionStore,
    private readonly executor: Executor,
    configs: EventInvokeConfigs,
  ) {
    this.running = new RunningInvocations(store);
    this.chance = platform.random.stream('lambda.alias-weights');
    this.metrics = new InvocationMetrics(platform);
    this.queue = new AsynchronousQueue(platform, this.metrics, configs, (accepted) => this.run(accepted));
  }

  async Invoke(input: InvocationRequest, call: Call): Promise<InvocationResponse> {
    only('Invoke', input, ['FunctionName', 'Qualifier', 'InvocationType', 'LogType', 'Payload', 'ClientContext']);
    const type = input.InvocationType ?? 'RequestResponse';
    const accepted = this.accept(input, MOST_REQUEST_BYTES[type], call.requestId);
    switch (type) {
      case 'DryRun':
        return { StatusCode: 204 };
      case 'Event':
        this.queue.add(accepted);
        return { StatusCode: 202 };
      case 'RequestResponse': {
        const { executed, route } = await this.run(accepted);
        return {
          StatusCode: 200,
          ExecutedVersion: route.version.version,
          Payload: Buffer.from(executed.payload) as never,
          ...(executed.status === 'success' ? {} : { FunctionError: 'Unhandled' }),
          ...(input.LogType === 'Tail' ? { LogResult: Buffer.from(executed.tail).toString('base64') } : {}),
        };
      }
      default:
        throw new Error(`Unknown invocation type: ${type satisfies never}`);
    }
  }

  private accept(input: InvocationRequest, mostBytes: number, requestId: string): Accepted {
    // A missing function is reported with `:$LATEST`, since 2025.
    const found = this.store.find(input.FunctionName ?? '', input.Qualifier, '$LATEST');
    versionOf(found);
    const bytes = Buffer.from((input.Payload as Uint8Array | undefined) ?? []);
    if (bytes.length > mostBytes) {
      throw requestTooLarge(`Request must be smaller than ${mostBytes} bytes for the InvokeFunction operation`);
    }
    const { function: owner, qualifier } = found;
    return {
      owner,
      qualifier,
      requestId,
      payload: readPayload(bytes),
      ...(input.ClientContext === undefined
        ? {}
        : { clientContext: Buffer.from(input.ClientContext, 'base64').toString() }),
    };
  }

  private async run(accepted: Accepted): Promise<{ readonly executed: Executed; readonly route: Route }> {
    const { owner } = accepted;
    const route = routeOf(owner, accepted.qualifier, this.store.now(), this.chance);
    if (isPending(route.version, this.store.now())) throw pending();
    const concurrent = this.running.enter(owner);
    if (concurrent instanceof ServiceError) {
      this.metrics.throttled(route);
      throw concurrent;
    }
    try {
      const executed = await this.executor.run({ ...accepted, version: route.version, functionArn: route.functionArn });
      this.metrics.invoked(route, executed, concurrent);
      return { executed, route };
    } finally {
      this.running.leave(owner);
    }
  }
}
