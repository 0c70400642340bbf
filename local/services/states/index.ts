import type { ResourceType } from '../../cloudformation/resource-type';
import type { Platform, Service } from '../../kernel/platform';
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

/** Step Functions: JSONata state machines, Standard and Express. */
export function createStates(platform: Platform): {
  readonly service: Service;
  readonly resources: ResourceType[];
  /** Stops everything that runs. */
  close(): void;
} {
  const store = new Store();
  const tokens = new TaskTokens();
  const machines = new StateMachines(platform, store);
  const executions = new Executions(platform, store);
  const starter = new ExecutionStarter(platform, store, tokens);
  const tags = new Tags(store);
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
        CreateStateMachine: (input) => machines.createStateMachine(input),
        DeleteStateMachine: (input) => machines.deleteStateMachine(input),
        DescribeExecution: (input) => executions.describeExecution(input),
        DescribeStateMachine: (input) => machines.describeStateMachine(input),
        DescribeStateMachineForExecution: (input) => machines.describeStateMachineForExecution(input),
        GetExecutionHistory: (input) => executions.getExecutionHistory(input),
        ListExecutions: (input) => executions.listExecutions(input),
        ListStateMachines: (input) => machines.listStateMachines(input),
        ListTagsForResource: (input) => tags.listTagsForResource(input),
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
        ValidateStateMachineDefinition: (input) => validateStateMachineDefinition(input),
      },
    },
    resources: [stateMachineType(machines, tags)],
    close: () => store.close(),
  };
}
