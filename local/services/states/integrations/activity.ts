import type { Integration } from './integration';

/** The ARN of an activity as resource: its workers ask for the task, and answer with its token. */
export function activity(arn: string): Integration {
  return {
    style: 'activity',
    resourceType: 'activity',
    resource: arn,
    pattern: 'waitForTaskToken',
    verify: async () => {},
    call: async () => {
      throw new Error(`${arn} calls nobody: its workers ask for tasks`);
    },
  };
}
