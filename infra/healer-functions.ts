import { Duration, Stack } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { HEALER_ENVIRONMENT, HEALER_METRICS, policyPath, targetRolePath } from '../functions/contract';
import { bundle } from './bundle';
import type { Config } from './config';
import { ACTORS, type Actor } from './healer-ref';
import { NodeFunction } from './node-function';

interface Abilities {
  readonly description: string;
  /** Actions on the healer's table. */
  readonly table: readonly `dynamodb:${string}`[];
  /** Reads one target's policy, or lists them all. */
  readonly policies?: readonly ('ssm:GetParameter' | 'ssm:GetParametersByPath')[];
  /** Publishes to the healer's topic. */
  readonly notifies?: true;
  /** @default 30 seconds */
  readonly timeout?: Duration;
  /** Nobody suffers when it comes later: it needs no concurrency of its own. */
  readonly waits?: true;
}

/** What is on record of a target itself, in one call. */
const TOGETHER = 'dynamodb:BatchGetItem';
const READ = ['dynamodb:GetItem', 'dynamodb:Query'] as const;
const UPDATE = ['dynamodb:GetItem', 'dynamodb:UpdateItem'] as const;
const WRITE = ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'] as const;

/**
 * The healer's functions by file name (functions/remediate/<name>.ts), with what each may do to the healer's own
 * resources. What it may do to a target it may in the target's roles: see `target-roles.ts`.
 */
const FUNCTIONS = {
  'open-incident': {
    description: 'Takes the lease and opens the incident, or says why not',
    table: WRITE,
    policies: ['ssm:GetParameter'],
  },
  diagnose: {
    description: 'Gathers the evidence and decides',
    table: [...READ, 'dynamodb:UpdateItem'],
    // It counts all targets when many of them fail at once.
    policies: ['ssm:GetParameter', 'ssm:GetParametersByPath'],
  },
  'ask-approval': {
    description: 'Asks a person whether a remedy may be carried out',
    table: UPDATE,
    notifies: true,
  },
  preflight: {
    description: 'Invokes the version that is to get the traffic before it gets any',
    table: UPDATE,
    policies: ['ssm:GetParameter'],
    timeout: Duration.minutes(1),
  },
  'reset-fault': {
    description: 'Cleans the fault variables of $LATEST',
    table: UPDATE,
    policies: ['ssm:GetParameter'],
  },
  'publish-version': {
    description: 'Publishes the cleaned $LATEST as a version',
    table: UPDATE,
    policies: ['ssm:GetParameter'],
  },
  'move-alias': {
    description: 'Moves the alias to the version that was decided on',
    table: UPDATE,
    policies: ['ssm:GetParameter'],
  },
  prove: {
    description: 'Probes the target and judges whether it has recovered',
    table: UPDATE,
    policies: ['ssm:GetParameter'],
    // A round of probes that nobody answers takes longer than any call to AWS.
    timeout: Duration.minutes(1),
  },
  conclude: {
    description: 'Closes the incident and gives back the lease',
    table: WRITE,
    policies: ['ssm:GetParameter'],
    notifies: true,
  },
  escalate: {
    description: 'Hands the incident to a person',
    // In a storm it tells which targets fail.
    table: [...READ, 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
    policies: ['ssm:GetParameter'],
    notifies: true,
  },
  'list-targets': {
    description: 'Lists the targets for the patrol',
    table: ['dynamodb:UpdateItem'],
    policies: ['ssm:GetParametersByPath'],
  },
  attest: {
    description: 'Enters a version that serves well in the ledger as Healthy',
    table: [TOGETHER, ...READ, 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
    policies: ['ssm:GetParameter'],
    // Of a version that comes back although it was rolled away from.
    notifies: true,
  },
  sweep: {
    description: 'Starts heals that no event has started, and closes what a dead heal left open',
    table: [TOGETHER, ...WRITE],
    policies: ['ssm:GetParameter'],
    notifies: true,
  },
  prune: {
    description: 'Deletes old versions that no target can need any more',
    table: [...READ, 'dynamodb:DeleteItem'],
    policies: ['ssm:GetParametersByPath'],
    waits: true,
  },
  exercise: {
    description: 'Makes the requests of a quiet target that has asked for them',
    table: [],
    policies: ['ssm:GetParameter'],
    // One request after the other, and a failing target takes its time for each.
    timeout: Duration.minutes(1),
    waits: true,
  },
  heartbeat: {
    description: 'Says that the patrol has run to its end',
    table: [],
  },
} as const satisfies Record<string, Abilities>;

export type HealerFunctionName = keyof typeof FUNCTIONS;
export type HealerFunctions = Readonly<Record<HealerFunctionName, NodeFunction>>;

export interface HealerFunctionsProps {
  readonly config: Config;
  readonly table: Table;
  readonly topic: ITopic;
}

/** Makes all functions of the healer, each with a role of its own. */
export function makeHealerFunctions(scope: Construct, props: HealerFunctionsProps): HealerFunctions {
  const names = Object.keys(FUNCTIONS) as HealerFunctionName[];
  const code = bundle(scope, names.map(entryOf));
  const { healerConcurrency } = props.config;

  const make = (name: HealerFunctionName): NodeFunction => {
    const abilities: Abilities = FUNCTIONS[name];
    const fn = new NodeFunction(scope, pascalCase(name), {
      description: abilities.description,
      code: code[entryOf(name)],
      environment: environmentOf(abilities, props),
      settings: props.config.settings,
      timeout: abilities.timeout ?? Duration.seconds(30),
      memorySize: 256,
      ...(healerConcurrency === undefined || abilities.waits
        ? {}
        : { reservedConcurrentExecutions: healerConcurrency }),
    });
    grantOwnResources(fn, abilities, props);
    return fn;
  };
  const functions = Object.fromEntries(names.map((name) => [name, make(name)])) as HealerFunctions;
  functions.diagnose.addEnvironment(HEALER_ENVIRONMENT.stormShare, String(props.config.stormShare));
  for (const name of ['diagnose', 'attest', 'sweep'] as const) {
    functions[name].addToRolePolicy(
      new PolicyStatement({
        actions: ['cloudwatch:GetMetricData'],
        // Reading metrics knows no narrower resource:
        // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
        resources: ['*'],
      }),
    );
  }
  letActOnTargets(functions, props.config);
  return functions;
}

/**
 * Each function may become the roles of one kind, of whatever targets there will be: they are known by their path. Within
 * an account the roles' own trust, which names the function's role, would be enough:
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 * It is said here too, so that the healer's own policies tell all that it may do.
 */
function letActOnTargets(functions: HealerFunctions, { environment }: Config): void {
  for (const [kind, actors] of Object.entries(ACTORS) as [string, readonly Actor[]][]) {
    for (const actor of actors) {
      const path = targetRolePath(environment, kind).slice(1);
      const fn = functions[actor];
      const resource = Stack.of(fn).formatArn({
        service: 'iam',
        region: '',
        resource: 'role',
        resourceName: `${path}*`,
      });
      fn.addToRolePolicy(new PolicyStatement({ actions: ['sts:AssumeRole'], resources: [resource] }));
    }
  }
}

/** Lets the patrol start heals, and see whether one that it did not see the end of is still running. */
export function letSweepStartHeals({ sweep }: HealerFunctions, heal: StateMachine): void {
  sweep.addEnvironment(HEALER_ENVIRONMENT.stateMachineArn, heal.stateMachineArn);
  heal.grantStartExecution(sweep);
  heal.grantExecution(sweep, 'states:DescribeExecution');
}

function environmentOf(abilities: Abilities, { config, table, topic }: HealerFunctionsProps): Record<string, string> {
  return {
    [HEALER_ENVIRONMENT.tableName]: table.tableName,
    ...(abilities.notifies && { [HEALER_ENVIRONMENT.topicArn]: topic.topicArn }),
    [HEALER_ENVIRONMENT.policyPath]: policyPath(config.environment),
    [HEALER_ENVIRONMENT.environment]: config.environment,
    POWERTOOLS_SERVICE_NAME: 'healer',
    POWERTOOLS_METRICS_NAMESPACE: HEALER_METRICS.namespace,
    POWERTOOLS_LOG_LEVEL: config.settings.logLevel,
  };
}

function grantOwnResources(
  fn: NodeFunction,
  abilities: Abilities,
  { config, table, topic }: HealerFunctionsProps,
): void {
  if (abilities.table.length > 0) table.grant(fn, ...abilities.table);
  if (abilities.notifies) topic.grantPublish(fn);
  if (abilities.policies === undefined) return;
  const path = Stack.of(fn).formatArn({
    service: 'ssm',
    resource: 'parameter',
    resourceName: policyPath(config.environment).slice(1),
  });
  for (const action of abilities.policies) {
    fn.addToRolePolicy(
      new PolicyStatement({
        actions: [action],
        // Listing is checked against the path itself, reading against the parameter below it.
        resources: [action === 'ssm:GetParametersByPath' ? path : `${path}/*`],
      }),
    );
  }
}

const entryOf = (name: HealerFunctionName) => `functions/remediate/${name}.ts` as const;

/** `move-alias` becomes `MoveAlias`: the logical id, and the stem of the definition's substitution. */
export const pascalCase = (name: string): string =>
  name.replace(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
