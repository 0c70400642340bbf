import type {
  DeleteFunctionEventInvokeConfigRequest,
  DestinationConfig,
  FunctionEventInvokeConfig,
  GetFunctionEventInvokeConfigRequest,
  ListFunctionEventInvokeConfigsRequest,
  ListFunctionEventInvokeConfigsResponse,
  PutFunctionEventInvokeConfigRequest,
  UpdateFunctionEventInvokeConfigRequest,
} from '@aws-sdk/client-lambda';
import { only } from '../support/only';
import { destinationKind } from './destinations';
import { invalidParameter, resourceNotFound } from './errors';
import type { LambdaFunction } from './lambda-function';
import { page } from './pages';
import type { FunctionStore } from './store';

/** What is set for the asynchronous invocations of a function, a version or an alias. What is not set is as usual. */
export interface EventInvokeConfig {
  /** Attempts after the first, 0 to 2. */
  readonly retries?: number;
  /** Seconds, 60 to 21600. */
  readonly age?: number;
  /** ARNs. */
  readonly onSuccess?: string;
  readonly onFailure?: string;
  /** ms since the epoch. */
  readonly lastModified: number;
}

/** The settings of asynchronous invocation, each for one qualifier alone; none is `$LATEST`. */
export class EventInvokeConfigs {
  private readonly byFunction = new WeakMap<LambdaFunction, Map<string, EventInvokeConfig>>();

  constructor(private readonly store: FunctionStore) {}

  get(owner: LambdaFunction, qualifier = '$LATEST'): EventInvokeConfig | undefined {
    return this.byFunction.get(owner)?.get(qualifier);
  }

  readonly operations = {
    PutFunctionEventInvokeConfig: (input: PutFunctionEventInvokeConfigRequest): FunctionEventInvokeConfig => {
      only('PutFunctionEventInvokeConfig', input, MEMBERS);
      const settings = given(input);
      const { owner, qualifier } = this.find(input);
      this.checkDestinations(input.DestinationConfig, owner);
      return this.set(owner, qualifier, { ...settings, lastModified: this.store.now() });
    },

    UpdateFunctionEventInvokeConfig: (input: UpdateFunctionEventInvokeConfigRequest): FunctionEventInvokeConfig => {
      only('UpdateFunctionEventInvokeConfig', input, MEMBERS);
      const settings = given(input);
      if (!this.store.has(this.store.reference(input.FunctionName ?? '').name)) throw functionMissing();
      const { owner, qualifier, config } = this.existing(input);
      this.checkDestinations(input.DestinationConfig, owner);
      return this.set(owner, qualifier, { ...config, ...settings, lastModified: this.store.now() });
    },

    GetFunctionEventInvokeConfig: (input: GetFunctionEventInvokeConfigRequest): FunctionEventInvokeConfig => {
      only('GetFunctionEventInvokeConfig', input, ['FunctionName', 'Qualifier']);
      const { owner, qualifier, config } = this.existing(input);
      return view(owner, qualifier, config);
    },

    DeleteFunctionEventInvokeConfig: (input: DeleteFunctionEventInvokeConfigRequest): object => {
      only('DeleteFunctionEventInvokeConfig', input, ['FunctionName', 'Qualifier']);
      const { owner, qualifier } = this.existing(input);
      this.byFunction.get(owner)?.delete(qualifier);
      return {};
    },

    ListFunctionEventInvokeConfigs: (
      input: ListFunctionEventInvokeConfigsRequest,
    ): ListFunctionEventInvokeConfigsResponse => {
      only('ListFunctionEventInvokeConfigs', input, ['FunctionName', 'Marker', 'MaxItems']);
      const { name } = this.store.reference(input.FunctionName ?? '');
      if (!this.store.has(name)) throw functionMissing();
      const owner = this.store.find(name).function;
      const all = [...(this.byFunction.get(owner) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
      const { items, next } = page(all, input);
      return {
        FunctionEventInvokeConfigs: items.map(([qualifier, config]) => view(owner, qualifier, config)),
        ...next,
      };
    },
  };

  private find({ FunctionName = '', Qualifier }: Named): {
    readonly owner: LambdaFunction;
    readonly qualifier: string;
  } {
    const { name, qualifier = '$LATEST' } = this.store.reference(FunctionName, Qualifier);
    if (!this.store.has(name)) throw functionMissing();
    const owner = this.store.find(name).function;
    if (qualifier !== '$LATEST' && !owner.aliases.has(qualifier) && !owner.versions.has(qualifier)) {
      throw functionMissing();
    }
    return { owner, qualifier };
  }

  /** What is configured; a function that does not exist has nothing configured either. */
  private existing({ FunctionName = '', Qualifier }: Named): {
    readonly owner: LambdaFunction;
    readonly qualifier: string;
    readonly config: EventInvokeConfig;
  } {
    const { name, qualifier = '$LATEST' } = this.store.reference(FunctionName, Qualifier);
    const owner = this.store.has(name) ? this.store.find(name).function : undefined;
    const config = owner === undefined ? undefined : this.get(owner, qualifier);
    if (owner !== undefined && config !== undefined) return { owner, qualifier, config };
    throw resourceNotFound(`The function ${this.store.arn(name)}:${qualifier} doesn't have an EventInvokeConfig`);
  }

  private checkDestinations({ OnSuccess, OnFailure }: DestinationConfig = {}, owner: LambdaFunction): void {
    for (const arn of [OnSuccess?.Destination, OnFailure?.Destination]) {
      if (arn === undefined) continue;
      if (arn === owner.arn || arn.startsWith(`${owner.arn}:`)) {
        throw invalidParameter("You can't specify the function as a destination for itself.");
      }
      const service = /^arn:aws[\w-]*:([^:]+):/.exec(arn)?.[1] ?? '';
      if (!DESTINATION_SERVICES.includes(service)) {
        throw invalidParameter(
          `The provided destination config DestinationConfig(onSuccess=${shown('OnSuccess', OnSuccess)}, onFailure=${shown('OnFailure', OnFailure)}) is invalid.`,
        );
      }
      if (destinationKind(arn) === 'function' && !this.store.has(this.store.reference(arn).name)) {
        throw invalidParameter(`The destination ARN ${arn} is invalid.`);
      }
    }
  }

  private set(owner: LambdaFunction, qualifier: string, config: EventInvokeConfig): FunctionEventInvokeConfig {
    const configs = this.byFunction.get(owner) ?? new Map<string, EventInvokeConfig>();
    configs.set(qualifier, config);
    this.byFunction.set(owner, configs);
    return view(owner, qualifier, config);
  }
}

interface Named {
  readonly FunctionName?: string | undefined;
  readonly Qualifier?: string | undefined;
}

/** Services that Lambda sends results to; not all of them are here. */
const DESTINATION_SERVICES: readonly string[] = ['events', 'lambda', 's3', 'sns', 'sqs'];

const functionMissing = () => resourceNotFound("The function doesn't exist.");
const shown = (name: string, destination: { Destination?: string | undefined } | undefined): string =>
  destination === undefined ? 'null' : `${name}(destination=${destination.Destination ?? 'null'})`;

const MEMBERS = ['FunctionName', 'Qualifier', 'MaximumRetryAttempts', 'MaximumEventAgeInSeconds', 'DestinationConfig'];

function given({
  MaximumRetryAttempts: retries,
  MaximumEventAgeInSeconds: age,
  DestinationConfig: destinations,
}: PutFunctionEventInvokeConfigRequest): Omit<EventInvokeConfig, 'lastModified'> {
  if (retries === undefined && age === undefined && destinations === undefined) {
    throw invalidParameter('You must specify at least one of error handling or destination setting.');
  }
  const { OnSuccess, OnFailure } = destinations ?? {};
  return {
    ...(retries === undefined ? {} : { retries }),
    ...(age === undefined ? {} : { age }),
    ...(OnSuccess?.Destination === undefined ? {} : { onSuccess: OnSuccess.Destination }),
    ...(OnFailure?.Destination === undefined ? {} : { onFailure: OnFailure.Destination }),
  };
}

function view(
  owner: LambdaFunction,
  qualifier: string,
  { retries, age, onSuccess, onFailure, lastModified }: EventInvokeConfig,
): FunctionEventInvokeConfig {
  return {
    LastModified: new Date(lastModified),
    FunctionArn: `${owner.arn}:${qualifier}`,
    ...(retries === undefined ? {} : { MaximumRetryAttempts: retries }),
    ...(age === undefined ? {} : { MaximumEventAgeInSeconds: age }),
    DestinationConfig: {
      OnSuccess: onSuccess === undefined ? {} : { Destination: onSuccess },
      OnFailure: onFailure === undefined ? {} : { Destination: onFailure },
    },
  };
}
