import type {
  CreateActivityInput,
  CreateStateMachineAliasInput,
  CreateStateMachineInput,
  DeleteStateMachineVersionInput,
  DescribeActivityInput,
  DescribeExecutionInput,
  DescribeStateMachineAliasInput,
  StartExecutionInput,
  TagResourceInput,
  TestStateInput,
  UpdateStateMachineInput,
} from '@aws-sdk/client-sfn';
import { type Needs, type NeedsOf, on, onAll, passing } from './need';

const onMachine =
  (action: string): NeedsOf =>
  ({ stateMachineArn }: Pick<StartExecutionInput, 'stateMachineArn'>) =>
    on(`states:${action}`, stateMachineArn ?? '');

const onExecution =
  (action: string): NeedsOf =>
  ({ executionArn }: Pick<DescribeExecutionInput, 'executionArn'>) =>
    on(`states:${action}`, executionArn ?? '');

const onActivity =
  (action: string): NeedsOf =>
  ({ activityArn }: Pick<DescribeActivityInput, 'activityArn'>) =>
    on(`states:${action}`, activityArn ?? '');

const onAlias =
  (action: string): NeedsOf =>
  ({ stateMachineAliasArn }: Pick<DescribeStateMachineAliasInput, 'stateMachineAliasArn'>) =>
    on(`states:${action}`, stateMachineAliasArn ?? '');

/** The alias that is to be, which is named by its machine's versions. */
const onRoutes =
  (action: string): NeedsOf =>
  ({ name = '', routingConfiguration = [] }: CreateStateMachineAliasInput) =>
    on(`states:${action}`, `${routingConfiguration[0]?.stateMachineVersionArn?.replace(/:\d+$/, '') ?? ''}:${name}`);

const onTagged =
  (action: string): NeedsOf =>
  ({ resourceArn }: Pick<TagResourceInput, 'resourceArn'>) =>
    on(`states:${action}`, resourceArn ?? '');

const SERVICE = 'states.amazonaws.com';

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html */
export const states: Needs = {
  CreateActivity: ({ name }: CreateActivityInput, { region, account }) =>
    on('states:CreateActivity', `arn:aws:states:${region}:${account}:activity:${name}`),
  CreateStateMachine: ({ name, roleArn }: CreateStateMachineInput, { region, account }) => [
    ...on('states:CreateStateMachine', `arn:aws:states:${region}:${account}:stateMachine:${name}`),
    ...passing(roleArn, SERVICE),
  ],
  CreateStateMachineAlias: onRoutes('CreateStateMachineAlias'),
  DeleteActivity: onActivity('DeleteActivity'),
  DeleteStateMachine: onMachine('DeleteStateMachine'),
  DeleteStateMachineAlias: onAlias('DeleteStateMachineAlias'),
  DeleteStateMachineVersion: ({ stateMachineVersionArn }: DeleteStateMachineVersionInput) =>
    on('states:DeleteStateMachineVersion', stateMachineVersionArn ?? ''),
  DescribeActivity: onActivity('DescribeActivity'),
  DescribeExecution: onExecution('DescribeExecution'),
  DescribeStateMachine: onMachine('DescribeStateMachine'),
  DescribeStateMachineAlias: onAlias('DescribeStateMachineAlias'),
  DescribeStateMachineForExecution: onExecution('DescribeStateMachineForExecution'),
  GetActivityTask: onActivity('GetActivityTask'),
  GetExecutionHistory: onExecution('GetExecutionHistory'),
  ListActivities: onAll('states:ListActivities'),
  ListExecutions: onMachine('ListExecutions'),
  ListStateMachineAliases: onMachine('ListStateMachineAliases'),
  ListStateMachineVersions: onMachine('ListStateMachineVersions'),
  ListStateMachines: onAll('states:ListStateMachines'),
  ListTagsForResource: onTagged('ListTagsForResource'),
  PublishStateMachineVersion: onMachine('PublishStateMachineVersion'),
  // The reference names no resource for these three; AWS checks the machine that the token is of, which only the
  // service knows: see `Service.resourcesOf`. Tried on AWS: https://github.com/aws/aws-cdk/pull/8486
  SendTaskFailure: onAll('states:SendTaskFailure'),
  SendTaskHeartbeat: onAll('states:SendTaskHeartbeat'),
  SendTaskSuccess: onAll('states:SendTaskSuccess'),
  StartExecution: onMachine('StartExecution'),
  StartSyncExecution: onMachine('StartSyncExecution'),
  StopExecution: onExecution('StopExecution'),
  TagResource: onTagged('TagResource'),
  TestState: ({ roleArn }: TestStateInput) => [...on('states:TestState', '*'), ...passing(roleArn, SERVICE)],
  UntagResource: onTagged('UntagResource'),
  UpdateStateMachine: ({ stateMachineArn, roleArn }: UpdateStateMachineInput) => [
    ...on('states:UpdateStateMachine', stateMachineArn ?? ''),
    ...passing(roleArn, SERVICE),
  ],
  UpdateStateMachineAlias: onAlias('UpdateStateMachineAlias'),
  ValidateStateMachineDefinition: onAll('states:ValidateStateMachineDefinition'),
};
