import type { LoggingConfiguration, LogLevel } from '@aws-sdk/client-sfn';
import type { Properties as ResourceProperties, ResourceType } from '../../cloudformation/resource-type';
import type { MachineType } from './definition/read-definition';
import type { StateMachines } from './state-machines';
import type { Tags } from './tags';

interface Properties {
  /** The definition as a part of the template. */
  readonly Definition?: object;
  /** The same as text; a state machine has one or the other. */
  readonly DefinitionString?: string;
  readonly DefinitionSubstitutions?: Readonly<Record<string, unknown>>;
  readonly RoleArn: string;
  readonly LoggingConfiguration?: {
    readonly Level?: LogLevel;
    readonly IncludeExecutionData?: boolean;
    readonly Destinations?: ReadonlyArray<{ readonly CloudWatchLogsLogGroup?: { readonly LogGroupArn?: string } }>;
  };
  readonly TracingConfiguration?: { readonly Enabled?: boolean };
}

export function stateMachineType(machines: StateMachines, tags: Tags): ResourceType {
  return {
    type: 'AWS::StepFunctions::StateMachine',
    properties: [
      'Definition',
      'DefinitionString',
      'DefinitionSubstitutions',
      'RoleArn',
      'StateMachineName',
      'StateMachineType',
      'LoggingConfiguration',
      'TracingConfiguration',
      'Tags',
    ],
    replacement: ['StateMachineName', 'StateMachineType'],
    nameProperty: 'StateMachineName',
    async create(properties, context) {
      const name = (properties.StateMachineName as string | undefined) ?? context.physicalName(80);
      const { stateMachineArn } = await machines.createStateMachine({
        name,
        type: (properties.StateMachineType as MachineType | undefined) ?? 'STANDARD',
        tags: tagsOf(properties),
        ...settingsOf(properties),
      });
      return {
        ref: String(stateMachineArn),
        attributes: { Arn: stateMachineArn, Name: name, StateMachineRevisionId: 'INITIAL' },
      };
    },
    /** Running executions go on with what they started with. */
    async update(standing, properties) {
      const { loggingConfiguration = { level: 'OFF' }, ...settings } = settingsOf(properties);
      const stateMachineArn = standing.ref;
      tags.replace(stateMachineArn, tagsOf(properties));
      const { revisionId } = await machines.updateStateMachine({ stateMachineArn, loggingConfiguration, ...settings });
      return {
        ref: standing.ref,
        attributes: { ...standing.attributes, ...(revisionId !== undefined && { StateMachineRevisionId: revisionId }) },
      };
    },
    delete: ({ ref }) => machines.deleteStateMachine({ stateMachineArn: ref }),
  };
}

function tagsOf({ Tags = [] }: ResourceProperties): Array<{ readonly key: string; readonly value: string }> {
  const tags = Tags as ReadonlyArray<{ readonly Key: string; readonly Value: string }>;
  return tags.map(({ Key, Value }) => ({ key: Key, value: Value }));
}

/** What creating and updating have in common. */
function settingsOf(given: ResourceProperties) {
  const properties = given as unknown as Properties;
  const logging = properties.LoggingConfiguration;
  return {
    definition: substituted(definitionOf(properties), properties.DefinitionSubstitutions ?? {}),
    roleArn: properties.RoleArn,
    ...(logging !== undefined && { loggingConfiguration: loggingOf(logging) }),
    tracingConfiguration: { enabled: isTrue(properties.TracingConfiguration?.Enabled) },
  };
}

function definitionOf({ Definition: object, DefinitionString: text }: Properties): string {
  if ((object === undefined) === (text === undefined)) {
    throw new Error('A state machine must have exactly one of Definition and DefinitionString');
  }
  return text ?? JSON.stringify(object);
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
