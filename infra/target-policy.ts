import { Token } from 'aws-cdk-lib';
import { POLICY_DEFAULTS, type Policy, parsePolicy } from '../functions/contract';
import type { AlarmIdentity } from './alarm-identity';
import type { SelfHealingProps } from './self-healing';

/** The policy of a target, defaults filled in. */
export function policyOf(props: SelfHealingProps, signals: readonly AlarmIdentity[]): Policy {
  return {
    targetId: props.targetId,
    functionName: props.alias.lambda.functionName,
    aliasName: props.alias.aliasName,
    signals: signals.map(({ name }) => name),
    compositeSignals: signals.filter(({ composite }) => composite).map(({ name }) => name),
    faultMetric: props.faultMetric ?? null,
    mode: props.mode ?? POLICY_DEFAULTS.mode,
    probe: props.probe,
    faultVariables: props.faultVariables ?? {},
    attest: props.attest ?? POLICY_DEFAULTS.attest,
    prove: { ...POLICY_DEFAULTS.prove, ...props.prove },
    budget: props.budget ?? POLICY_DEFAULTS.budget,
    runbookUrl: props.runbookUrl,
  };
}

/**
 * Holds the policy to the rules by which the healer reads it. What only the deployment knows gets a stand-in.
 * @throws Error naming the target and the field that is wrong
 */
export function refuseUnusable(policy: Policy): void {
  const resolved = (value: string, standIn: string) => (Token.isUnresolved(value) ? standIn : value);
  const { probe } = policy;
  try {
    parsePolicy(
      JSON.stringify({
        ...policy,
        functionName: resolved(policy.functionName, 'function'),
        aliasName: resolved(policy.aliasName, 'alias'),
        faultMetric: policy.faultMetric && { ...policy.faultMetric, dimensions: {} },
        probe: probe.kind === 'http' ? { ...probe, url: resolved(probe.url, 'https://example.com/') } : probe,
      }),
    );
  } catch (error) {
    throw new Error(`SelfHealing, target "${policy.targetId}": ${(error as Error).message}`, { cause: error });
  }
  if (policy.signals.length > MAX_SIGNALS) {
    throw new Error(
      `SelfHealing, target "${policy.targetId}": ${policy.signals.length} signals, at most ${MAX_SIGNALS}`,
    );
  }
}

/** An event pattern holds 2048 characters; an alarm's ARN takes about a hundred. */
const MAX_SIGNALS = 15;
