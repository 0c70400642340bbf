import type { Json } from '../expression/json';
import type { MapItem, Run, Visit } from './visit';

export const NAME_IN_TESTS = 'StateName';

/** `$states.context`. https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html */
export function contextObject(run: Run, visit: Visit, item = visit.line.item): Json {
  if (run.mockContext !== undefined) return run.mockContext;
  const { arn, name, machine, startedAt } = run.execution;
  const { state } = visit;
  const retried = state.type === 'Task' || state.type === 'Map' || state.type === 'Parallel';
  return {
    Execution: {
      Id: arn,
      Input: run.input,
      Name: name,
      // A test of a state may go without a role.
      RoleArn: machine.roleArn === '' ? null : machine.roleArn,
      StartTime: new Date(startedAt).toISOString(),
      // Recorded on AWS: Express has it too; StartSyncExecution and the test of a state have not.
      ...(run.execution.redriveCount !== undefined && { RedriveCount: run.execution.redriveCount }),
    },
    StateMachine: { Id: machine.arn, Name: machine.name },
    State: {
      // Recorded on AWS: a state that is tested has one name, whatever its own.
      Name: run.execution.isTest === true ? NAME_IN_TESTS : state.name,
      EnteredTime: new Date(visit.enteredAt).toISOString(),
      ...(retried && { RetryCount: visit.retries }),
    },
    ...(visit.taskToken !== undefined && { Task: { Token: visit.taskToken } }),
    ...(item !== undefined && { Map: { Item: itemJson(item) } }),
  };
}

function itemJson(item: MapItem): Json {
  return { Index: item.Index, Value: item.Value };
}
