import type { ResourceType } from '../../cloudformation/resource-type';
import type { Platform, Service } from '../../kernel/platform';
import { Activities } from './activities';
import { ActivityQueues } from './activity-queues';
import { Aliases } from './aliases';
import { Executions } from './executions';
import { TaskTokens } from './run/task-tokens';
import { ExecutionStarter } from './start-execution';
import { stateMachineType } from './state-machine-type';
import { StateMachines } from './state-machines';
import { Store } from './store';
import { Tags } from './tags';
import { TaskCallbacks } from './task-callbacks';
import { StateTester } from './test-state';
import { validateStateMachineDefinition } from './validate-definition';
import { stateMachineAliasType, stateMachineVersionType } from './version-types';
import { Versions } from './versions';

/** Step Functions: JSONata state machines, Standard and Express. */
export function createStates(platform: Platform): {
  readonly service: Service;
  readonly resources: ResourceType[];
  /** Stops everything that runs. */
  close(): void;
} {
  const store = new Store();
  const tokens = new TaskTokens();
  const versions = new Versions(platform, store);
  const aliases = new Aliases(platform, store);
  const machines = new StateMachines(platform, store, versions);
  const executions = new Executions(platform, store);
  const queues = new ActivityQueues();
  const activities = new Activities(platform, queues);
  const starter = new ExecutionStarter(platform, store, tokens, queues);
  const tags = new Tags(store, queues);
  const tester = new StateTester(platform);
  const callbacks = new TaskCallbacks(tokens);
  return {
    service: {
      name: 'states',
      resourcesOf: {
        SendTaskFailure: (input) => callbacks.machinesOf(input),
        SendTaskHeartbeat: (input) => callbacks.machinesOf(input),
        SendTaskSuccess: (input) => callbacks.machinesOf(input),
      },
      operations: {
        CreateActivity: (input) => activities.createActivity(input),
        CreateStateMachine: (input) => machines.createStateMachine(input),
        CreateStateMachineAlias: (input) => aliases.createStateMachineAlias(input),
        DeleteActivity: (input) => activities.deleteActivity(input),
        DeleteStateMachine: (input) => machines.deleteStateMachine(input),
        DeleteStateMachineAlias: (input) => aliases.deleteStateMachineAlias(input),
        DeleteStateMachineVersion: (input) => versions.deleteStateMachineVersion(input),
        DescribeActivity: (input) => activities.describeActivity(input),
        DescribeExecution: (input) => executions.describeExecution(input),
        DescribeStateMachine: (input) => machines.describeStateMachine(input),
        DescribeStateMachineAlias: (input) => aliases.describeStateMachineAlias(input),
        DescribeStateMachineForExecution: (input) => machines.describeStateMachineForExecution(input),
        GetActivityTask: (input) => activities.getActivityTask(input),
        GetExecutionHistory: (input) => executions.getExecutionHistory(input),
        ListActivities: (input) => activities.listActivities(input),
        ListExecutions: (input) => executions.listExecutions(input),
        ListStateMachineAliases: (input) => aliases.listStateMachineAliases(input),
        ListStateMachineVersions: (input) => versions.listStateMachineVersions(input),
        ListStateMachines: (input) => machines.listStateMachines(input),
        ListTagsForResource: (input) => tags.listTagsForResource(input),
        PublishStateMachineVersion: (input) => versions.publishStateMachineVersion(input),
        SendTaskFailure: (input) => callbacks.sendTaskFailure(input),
        SendTaskHeartbeat: (input) => callbacks.sendTaskHeartbeat(input),
        SendTaskSuccess: (input) => callbacks.sendTaskSuccess(input),
        StartExecution: (input) => starter.startExecution(input),
        StartSyncExecution: (input) => starter.startSyncExecution(input),
        StopExecution: (input) => executions.stopExecution(input),
        TagResource: (input) => tags.tagResource(input),
        TestState: (input) => tester.testState(input),
        UntagResource: (input) => tags.untagResource(input),
        UpdateStateMachine: (input) => machines.updateStateMachine(input),
        UpdateStateMachineAlias: (input) => aliases.updateStateMachineAlias(input),
        ValidateStateMachineDefinition: (input) => validateStateMachineDefinition(input),
      },
    },
    resources: [stateMachineType(machines, tags), stateMachineVersionType(versions), stateMachineAliasType(aliases)],
    close: () => store.close(),
  };
}
