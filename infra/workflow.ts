import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Aws, Fn } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { Config } from './config';
import { type HealerFunctionName, type HealerFunctions, pascalCase } from './healer-functions';

export interface WorkflowProps {
  readonly config: Config;
  readonly functions: HealerFunctions;
  /** File below statemachines/. */
  readonly definition: string;
  /** Standard runs each step exactly once and keeps its history; Express is cheap enough for every minute. */
  readonly type: StateMachineType;
}

/**
 * A state machine from its ASL file. `${MoveAliasFunctionArn}` in the file stands for the function `move-alias`,
 * and lets the machine invoke that function: what it does not name it may not call.
 * @throws Error when the file holds a placeholder that is no function of the healer
 */
export function makeWorkflow(scope: Construct, id: string, props: WorkflowProps): StateMachine {
  const { config, functions, definition, type } = props;
  const { environment, settings } = config;
  const text = readFileSync(join(__dirname, '..', 'statemachines', definition), 'utf8');
  const used = functionsNamedIn(text, functions, definition);
  const express = type === StateMachineType.EXPRESS;

  const machine = new StateMachine(scope, id, {
    stateMachineType: type,
    definitionBody: DefinitionBody.fromString(text),
    definitionSubstitutions: Object.fromEntries(
      used.map((name) => [`${pascalCase(name)}FunctionArn`, functions[name].functionArn]),
    ),
    // Tracing and log delivery bring statements on `*`, the only resource that their actions know:
    // https://docs.aws.amazon.com/step-functions/latest/dg/xray-iam.html and .../dg/cw-logs.html
    tracingEnabled: true,
    logs: {
      // The prefix keeps log delivery within CloudWatch Logs' limit of 5120 characters for resource policies:
      // https://docs.aws.amazon.com/step-functions/latest/dg/bp-cwl.html
      destination: new LogGroup(scope, `${id}Logs`, {
        // The end of the stack's id makes it new for each stack: a log group kept from a deleted one is not in the way.
        logGroupName: `/aws/vendedlogs/states/self-healing-${environment}-${id.toLowerCase()}-${Fn.select(2, Fn.split('/', Aws.STACK_ID))}`,
        retention: settings.logRetention,
        removalPolicy: settings.removalPolicy,
      }),
      // The patrol runs 1440 times a day: only its errors are worth keeping.
      level: express ? LogLevel.ERROR : LogLevel.ALL,
      includeExecutionData: !express,
    },
  });
  // Granting the usual way would take in all their versions and aliases, which the definition does not name.
  machine.addToRolePolicy(
    new PolicyStatement({
      actions: ['lambda:InvokeFunction'],
      resources: used.map((name) => functions[name].functionArn),
    }),
  );
  return machine;
}

function functionsNamedIn(text: string, functions: HealerFunctions, definition: string): HealerFunctionName[] {
  const known = new Map(
    (Object.keys(functions) as HealerFunctionName[]).map((name) => [`${pascalCase(name)}FunctionArn`, name]),
  );
  const placeholders = [...new Set([...text.matchAll(/\$\{(\w+)\}/g)].map((match) => match[1] ?? ''))];
  return placeholders.map((placeholder) => {
    const name = known.get(placeholder);
    if (name) return name;
    throw new Error(
      `statemachines/${definition} names \${${placeholder}}; there is only ${[...known.keys()].join(', ')}`,
    );
  });
}
