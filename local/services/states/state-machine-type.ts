import type { LoggingConfiguration, LogLevel } from '@aws-sdk/client-sfn';
import type { ResourceType } from '../../cloudformation/resource-type';
import type { MachineType } from './definition/read-definition';
import type { StateMachines } from './state-machines';

interface Properties {
  readonly DefinitionString: string;
  readonly DefinitionSubstitutions?: Readonly<Record<string, unknown>>;
  readonly RoleArn: string;
  readonly StateMachineName?: string;
  readonly StateMachineType?: MachineType;
  readonly LoggingConfiguration?: {
    readonly Level?: LogLevel;
    readonly IncludeExecutionData?: boolean;
    readonly Destinations?: ReadonlyArray<{ readonly CloudWatchLogsLogGroup?: { readonly LogGroupArn?: string } }>;
  };
  readonly TracingConfiguration?: { readonly Enabled?: boolean };
}

export function stateMachineType(machines: StateMachines): ResourceType {
  return {
    type: 'AWS::StepFunctions::StateMachine',
    properties: [
      'DefinitionString',
      'DefinitionSubstitutions',
      'RoleArn',
      'StateMachineName',
      'StateMachineType',
      'LoggingConfiguration',
      'TracingConfiguration',
    ],
    withoutEffect: { Tags: 'tags are not kept' },
    async create(given, context) {
      const properties = given as unknown as Properties;
      const name = properties.StateMachineName ?? context.physicalName(80);
      const logging = properties.LoggingConfiguration;
      const { stateMachineArn } = await machines.createStateMachine({
        name,
        definition: substituted(properties.DefinitionString, properties.DefinitionSubstitutions ?? {}),
        roleArn: properties.RoleArn,
        type: properties.StateMachineType ?? 'STANDARD',
        ...(logging !== undefined && { loggingConfiguration: loggingOf(logging) }),
        tracingConfiguration: { enabled: isTrue(properties.TracingConfiguration?.Enabled) },
      });
      return {
        ref: String(stateMachineArn),
        attributes: { Arn: stateMachineArn, Name: name, StateMachineRevisionId: 'INITIAL' },
      };
    },
  };
}

/** `${Key}` becomes the value of that key; anything else stays as it is. */
function substituted(definition: string, values: Readonly<Record<string, unknown>>): string {
  return definition.replace(/\$\{([A-Za-z0-9_]+)\}/g, (whole, key: string) =>
    Object.hasOwn(values, key) ? String(values[key]) : whole,
  );
}

function loggingOf({
  Level,
  IncludeExecutionData,
  Destinations,
}: NonNullable<Properties['LoggingConfiguration']>): LoggingConfiguration {
  return {
    level: Level ?? 'OFF',
    includeExecutionData: isTrue(IncludeExecutionData),
    destinations: (Destinations ?? []).map(({ CloudWatchLogsLogGroup }) => ({
      cloudWatchLogsLogGroup: { logGroupArn: CloudWatchLogsLogGroup?.LogGroupArn },
    })),
  };
}

/** Templates may write booleans as text. */
function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}
