import type { GetAliasCommandOutput, UpdateAliasCommandInput } from '@aws-sdk/client-lambda';
import type { Passage } from '../../local/kernel/dispatcher';
import { isHealer } from '../support/is-healer';

/** One move of an alias, as Lambda carried it out. Time is epoch milliseconds. */
export interface Move {
  readonly at: number;
  readonly functionName: string;
  readonly byHealer: boolean;
  readonly from: readonly string[];
  readonly to: string;
  /** Variables of that version at that moment: it may be deleted later. Undefined when there is no such version. */
  readonly toVariables: Readonly<Record<string, string>> | undefined;
  readonly fromVariables: readonly (Readonly<Record<string, string>> | undefined)[];
}

type AliasView = Pick<GetAliasCommandOutput, 'FunctionVersion' | 'RoutingConfig'>;

/** Watches every UpdateAlias of a cloud from the inside, so that nobody's own record has to be believed. */
export class Moves {
  readonly all: Move[] = [];

  /** @param now epoch milliseconds. @param read the alias as it is at that moment */
  constructor(
    private readonly now: () => number,
    private readonly read: (functionName: string, alias: string) => Promise<AliasView>,
    private readonly variables: (
      functionName: string,
      version: string,
    ) => Promise<Readonly<Record<string, string>> | undefined>,
  ) {}

  readonly passage: Passage = async (call, proceed) => {
    if (call.service !== 'lambda' || call.operation !== 'UpdateAlias') return proceed();
    const { FunctionName = '', Name = '', FunctionVersion = '' } = call.input as UpdateAliasCommandInput;
    const before = await this.read(FunctionName, Name);
    const from = [before.FunctionVersion ?? '', ...Object.keys(before.RoutingConfig?.AdditionalVersionWeights ?? {})];
    const fromVariables = await Promise.all(from.map((version) => this.variables(FunctionName, version)));
    const toVariables = await this.variables(FunctionName, FunctionVersion);
    const answer = await proceed();
    this.all.push({
      at: this.now(),
      functionName: FunctionName,
      byHealer: isHealer(call.principal),
      from,
      to: FunctionVersion,
      toVariables,
      fromVariables,
    });
    return answer;
  };
}
