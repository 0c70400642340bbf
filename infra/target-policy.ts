import { Stack, Token } from 'aws-cdk-lib';
import type { CfnAlias } from 'aws-cdk-lib/aws-lambda';
import { POLICY_DEFAULTS, type Policy } from '../functions/policy';
import { parsePolicy } from '../functions/policy-schema';
import type { AlarmIdentity } from './alarm-identity';
import { preflightEvent } from './preflight-event';
import type { SelfHealingProps } from './self-healing-props';

/** The policy of a target but for its roles, which follow from it; defaults filled in. */
export function policyOf(props: SelfHealingProps, signals: readonly AlarmIdentity[]): Omit<Policy, 'roles'> {
  return {
    targetId: props.targetId,
    functionName: props.alias.lambda.functionName,
    aliasName: props.alias.aliasName,
    signals: signals.map(({ name }) => name),
    compositeSignals: signals.filter(({ composite }) => composite).map(({ name }) => name),
    faultMetric: props.faultMetric ?? null,
    mode: props.mode ?? POLICY_DEFAULTS.mode,
    approvalSeconds: props.approvalSeconds ?? POLICY_DEFAULTS.approvalSeconds,
    probe: props.probe,
    preflight: preflightOf(props),
    faultVariables: props.faultVariables ?? {},
    faultUntilVariable: props.faultUntilVariable ?? null,
    attest: props.attest ?? POLICY_DEFAULTS.attest,
    prove: { ...POLICY_DEFAULTS.prove, ...props.prove },
    budget: { ...POLICY_DEFAULTS.budget, ...props.budget },
    suspicionSeconds: props.suspicionSeconds ?? POLICY_DEFAULTS.suspicionSeconds,
    keepHealthy: props.keepHealthy === undefined ? POLICY_DEFAULTS.keepHealthy : props.keepHealthy,
    syntheticPerMinute: props.syntheticPerMinute ?? POLICY_DEFAULTS.syntheticPerMinute,
    stackName: Stack.of(props.alias).stackName,
    codeDeploy: codeDeployOf(props),
    runbookUrl: props.runbookUrl,
    runbooks: props.runbooks ?? {},
  };
}

function preflightOf({ targetId, preflight, probe }: SelfHealingProps): Policy['preflight'] {
  if (preflight === false) return null;
  if (preflight !== undefined) return preflight;
  if (probe.kind === 'invoke') return { payload: probe.payload };
  const payload = preflightEvent(probe.url);
  if (payload !== undefined) return { payload };
  throw new Error(
    `SelfHealing, target "${targetId}": the path of its probe is known only when it is deployed; give a preflight, or false.`,
  );
}

/** A deployment group writes itself into its alias, which may be after the protection was made. */
function codeDeployOf({ alias }: SelfHealingProps): Policy['codeDeploy'] {
  const update = (alias.node.defaultChild as CfnAlias | undefined)?.cfnOptions.updatePolicy
    ?.codeDeployLambdaAliasUpdate;
  if (update === undefined) return null;
  return { applicationName: update.applicationName, deploymentGroupName: update.deploymentGroupName };
}

/**
 * Holds the policy to the rules by which the healer reads it. What only the deployment knows gets a stand-in.
 * @throws Error naming the target and the field that is wrong
 */
export function refuseUnusable(policy: Policy): void {
  const refuse = (why: string, cause?: unknown): never => {
    throw new Error(`SelfHealing, target "${policy.targetId}": ${why}`, { cause });
  };
  try {
    parsePolicy(JSON.stringify(withStandIns(policy)));
  } catch (error) {
    refuse((error as Error).message, error);
  }
  if (policy.signals.length > MAX_SIGNALS) refuse(`${policy.signals.length} signals, at most ${MAX_SIGNALS}`);
  const { faultUntilVariable, faultVariables } = policy;
  if (faultUntilVariable !== null && !Object.hasOwn(faultVariables, faultUntilVariable)) {
    refuse(`faultUntilVariable is "${faultUntilVariable}", which is not among its faultVariables`);
  }
  const stray = Object.keys(policy.runbooks).find((name) => Token.isUnresolved(name) || !policy.signals.includes(name));
  if (stray !== undefined) refuse(`runbooks names "${stray}", which is no signal with a name of its own`);
}

/** What SSM keeps in a standard parameter. https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html */
const MAX_LENGTH = 4096;

/**
 * Whether the policy may be too long for its parameter, in a sentence. What only the deployment knows counts as long as it
 * may become.
 */
export function tooLong(policy: Policy): string | undefined {
  const { length } = JSON.stringify(withStandIns(policy));
  if (length <= MAX_LENGTH) return undefined;
  const parts = Object.entries(policy).map(([field, value]) => ({ field, length: JSON.stringify(value).length }));
  const [first, second] = parts.sort((a, b) => b.length - a.length);
  return (
    `SelfHealing, target "${policy.targetId}": its policy may take ${length} characters; the SSM parameter that holds it, ` +
    `${MAX_LENGTH}. The longest parts are ${first?.field} (${first?.length}) and ${second?.field} (${second?.length}).`
  );
}

function withStandIns(policy: Policy): Policy {
  const known = <Text extends string | null>(value: Text, standIn: Text): Text =>
    Token.isUnresolved(value) ? standIn : value;
  const { probe, faultMetric, codeDeploy } = policy;
  return {
    ...policy,
    functionName: known(policy.functionName, NAME),
    aliasName: known(policy.aliasName, 'alias'),
    roles:
      policy.roles &&
      mapValues(policy.roles, (arn) => known(arn, `arn:aws:iam::123456789012:role/self-healing/prod/observe/${NAME}`)),
    faultMetric: faultMetric && {
      ...faultMetric,
      dimensions: mapValues(faultMetric.dimensions, (value) => known(value, NAME)),
    },
    probe: probe.kind === 'http' ? { ...probe, url: known(probe.url, `https://${NAME}.example.com/health`) } : probe,
    stackName: known(policy.stackName, NAME),
    codeDeploy: codeDeploy && { applicationName: NAME, deploymentGroupName: NAME },
  };
}

/** In the place of a name that CloudFormation makes up: as long as it makes them. */
const NAME = 'x'.repeat(64);

function mapValues<Values extends Readonly<Record<string, string>>>(values: Values, change: (value: string) => string) {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)])) as Values;
}

/** An event pattern holds 2048 characters; an alarm's ARN takes about a hundred. */
const MAX_SIGNALS = 15;
