import type { GetAliasCommandOutput, UpdateAliasCommandInput } from '@aws-sdk/client-lambda';
import type { Passage } from '../../local/kernel/dispatcher';

/** One move of an alias, as Lambda carried it out. Time is epoch milliseconds. */
export interface Move {
  readonly at: number;
  readonly functionName: string;
  readonly byHealer: boolean;
  readonly from: readonly string[];
  readonly to: string;
}

type AliasView = Pick<GetAliasCommandOutput, 'FunctionVersion' | 'RoutingConfig'>;

/** Watches every UpdateAlias of a cloud from the inside, so that nobody's own record has to be believed. */
export class Moves {
  readonly all: Move[] = [];

  /** @param now epoch milliseconds. @param read the alias as it is at that moment */
  constructor(
    private readonly now: () => number,
    private readonly read: (functionName: string, alias: string) => Promise<AliasView>,
  ) {}

  readonly passage: Passage = async (call, proceed) => {
    if (call.service !== 'lambda' || call.operation !== 'UpdateAlias') return proceed();
    const { FunctionName = '', Name = '', FunctionVersion = '' } = call.input as UpdateAliasCommandInput;
    const before = await this.read(FunctionName, Name);
    const answer = await proceed();
    this.all.push({
      at: this.now(),
      functionName: FunctionName,
      byHealer: call.principal.kind === 'role' && call.principal.arn.includes('-healer-'),
      from: [before.FunctionVersion ?? '', ...Object.keys(before.RoutingConfig?.AdditionalVersionWeights ?? {})],
      to: FunctionVersion,
    });
    return answer;
  };
}
