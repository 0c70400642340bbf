import type { ResourceType } from '../../cloudformation/resource-type';
import type { Platform, Service } from '../../kernel/platform';
import { Executions } from './executions';
import { ExecutionStarter } from './start-execution';
import { stateMachineType } from './state-machine-type';
import { StateMachines } from './state-machines';
import { Store } from './store';
import { validateStateMachineDefinition } from './validate-definition';

/** Step Functions: JSONata state machines, Standard and Express. */
export function createStates(platform: Platform): {
  readonly service: Service;
  readonly resources: ResourceType[];
  /** Stops everything that runs. */
  close(): void;
} {
  const store = new Store();
  const machines = new StateMachines(platform, store);
  const executions = new Executions(platform, store);
  const starter = new ExecutionStarter(platform, store);
  return {
    service: {
      name: 'states',
      operations: {
        CreateStateMachine: (input) => machines.createStateMachine(input),
        DeleteStateMachine: (input) => machines.deleteStateMachine(input),
        DescribeExecution: (input) => executions.describeExecution(input),
        DescribeStateMachine: (input) => machines.describeStateMachine(input),
        DescribeStateMachineForExecution: (input) => machines.describeStateMachineForExecution(input),
        GetExecutionHistory: (input) => executions.getExecutionHistory(input),
        ListExecutions: (input) => executions.listExecutions(input),
        ListStateMachines: (input) => machines.listStateMachines(input),
        StartExecution: (input) => starter.startExecution(input),
        StartSyncExecution: (input) => starter.startSyncExecution(input),
        StopExecution: (input) => executions.stopExecution(input),
        UpdateStateMachine: (input) => machines.updateStateMachine(input),
        ValidateStateMachineDefinition: (input) => validateStateMachineDefinition(input),
      },
    },
    resources: [stateMachineType(machines)],
    close: () => store.close(),
  };
}
