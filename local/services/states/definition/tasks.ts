import type { Scope, TaskState } from './asl';

/** All tasks, those of branches and item processors included. */
export function tasksOf({ states }: Scope): TaskState[] {
  return [...states.values()].flatMap((state) => {
    switch (state.type) {
      case 'Task':
        return [state];
      case 'Map':
        return tasksOf(state.itemProcessor);
      case 'Parallel':
        return state.branches.flatMap(tasksOf);
      case 'Choice':
      case 'Fail':
      case 'Pass':
      case 'Succeed':
      case 'Wait':
        return [];
      default:
        return state satisfies never;
    }
  });
}
