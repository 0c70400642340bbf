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
import { invalidParameter, resourceNotFound, validation } from './errors';
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
      const { owner, qualifier } = this.find(input);
      return this.set(owner, qualifier, { ...given(input, owner), lastModified: this.store.now() });
    },

    UpdateFunctionEventInvokeConfig: (input: UpdateFunctionEventInvokeConfigRequest): FunctionEventInvokeConfig => {
      only('UpdateFunctionEventInvokeConfig', input, MEMBERS);
      const { owner, qualifier } = this.find(input);
      const current = this.existing(owner, qualifier);
      return this.set(owner, qualifier, { ...current, ...given(input, owner), lastModified: this.store.now() });
    },

    GetFunctionEventInvokeConfig: (input: GetFunctionEventInvokeConfigRequest): FunctionEventInvokeConfig => {
      only('GetFunctionEventInvokeConfig', input, ['FunctionName', 'Qualifier']);
      const { owner, qualifier } = this.find(input);
      return view(owner, qualifier, this.existing(owner, qualifier));
    },

    DeleteFunctionEventInvokeConfig: (input: DeleteFunctionEventInvokeConfigRequest): object => {
      only('DeleteFunctionEventInvokeConfig', input, ['FunctionName', 'Qualifier']);
      const { owner, qualifier } = this.find(input);
      this.existing(owner, qualifier);
      this.byFunction.get(owner)?.delete(qualifier);
      return {};
    },

    ListFunctionEventInvokeConfigs: (
      input: ListFunctionEventInvokeConfigsRequest,
    ): ListFunctionEventInvokeConfigsResponse => {
      only('ListFunctionEventInvokeConfigs', input, ['FunctionName', 'Marker', 'MaxItems']);
      const owner = this.store.findUnqualified(input.FunctionName ?? '');
      const all = [...(this.byFunction.get(owner) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
      const { items, next } = page(all, input);
      return {
        FunctionEventInvokeConfigs: items.map(([qualifier, config]) => view(owner, qualifier, config)),
        ...next,
      };
    },
  };

  private find({ FunctionName, Qualifier }: { FunctionName?: string | undefined; Qualifier?: string | undefined }): {
    readonly owner: LambdaFunction;
    readonly qualifier: string;
  } {
    const { function: owner, qualifier = '$LATEST' } = this.store.find(FunctionName ?? '', Qualifier);
    if (qualifier !== '$LATEST' && !owner.aliases.has(qualifier) && !owner.versions.has(qualifier)) {
      throw resourceNotFound("The function doesn't exist.");
    }
    return { owner, qualifier };
  }

  private existing(owner: LambdaFunction, qualifier: string): EventInvokeConfig {
    const config = this.get(owner, qualifier);
    if (config !== undefined) return config;
    throw resourceNotFound(`The function ${owner.arn}:${qualifier} doesn't have an EventInvokeConfig`);
  }

  private set(owner: LambdaFunction, qualifier: string, config: EventInvokeConfig): FunctionEventInvokeConfig {
    const configs = this.byFunction.get(owner) ?? new Map<string, EventInvokeConfig>();
    configs.set(qualifier, config);
    this.byFunction.set(owner, configs);
    return view(owner, qualifier, config);
  }
}

const MEMBERS = ['FunctionName', 'Qualifier', 'MaximumRetryAttempts', 'MaximumEventAgeInSeconds', 'DestinationConfig'];

function given(
  {
    MaximumRetryAttempts: retries,
    MaximumEventAgeInSeconds: age,
    DestinationConfig,
  }: PutFunctionEventInvokeConfigRequest,
  owner: LambdaFunction,
): Omit<EventInvokeConfig, 'lastModified'> {
  if (retries === undefined && age === undefined && DestinationConfig === undefined) {
    throw invalidParameter('You must specify at least one of error handling or destination setting.');
  }
  check('maximumRetryAttempts', retries, 0, 2);
  check('maximumEventAgeInSeconds', age, 60, 21_600);
  return {
    ...(retries === undefined ? {} : { retries }),
    ...(age === undefined ? {} : { age }),
    ...(DestinationConfig === undefined ? {} : destinations(DestinationConfig, owner)),
  };
}

function destinations({ OnSuccess, OnFailure }: DestinationConfig, owner: LambdaFunction) {
  for (const arn of [OnSuccess?.Destination, OnFailure?.Destination]) {
    if (arn === undefined) continue;
    destinationKind(arn);
    if (arn === owner.arn || arn.startsWith(`${owner.arn}:`)) {
      throw invalidParameter("You can't specify the function as a destination for itself.");
    }
  }
  return {
    ...(OnSuccess?.Destination === undefined ? {} : { onSuccess: OnSuccess.Destination }),
    ...(OnFailure?.Destination === undefined ? {} : { onFailure: OnFailure.Destination }),
  };
}

function check(name: string, value: number | undefined, least: number, most: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return;
  const bound = value < least ? `greater than or equal to ${least}` : `less than or equal to ${most}`;
  throw validation(`Value '${value}' at '${name}' failed to satisfy constraint: Member must have value ${bound}`);
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
