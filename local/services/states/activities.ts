import type {
  CreateActivityInput,
  CreateActivityOutput,
  DeleteActivityInput,
  DescribeActivityInput,
  DescribeActivityOutput,
  GetActivityTaskInput,
  GetActivityTaskOutput,
  ListActivitiesInput,
  ListActivitiesOutput,
} from '@aws-sdk/client-sfn';
import type { Platform } from '../../kernel/platform';
import { only } from '../support/only';
import { page } from '../support/page';
import type { Activity, ActivityQueues } from './activity-queues';
import { checkEncryption } from './describe-machine';
import { activityDoesNotExist, invalidToken } from './errors';
import { checkLength } from './lengths';
import { checkArn, checkName } from './names';
import { checkTokenLength, MOST_TOKEN_CHARACTERS, pageSize } from './page-size';
import { checkedTags } from './tags';

/** How long a worker waits for a task. https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetActivityTask.html */
const POLL_SECONDS = 60;
const MOST_WORKER_CHARACTERS = 80;

/** The operations on activities and of those who work for them. */
export class Activities {
  constructor(
    private readonly platform: Platform,
    private readonly queues: ActivityQueues,
  ) {}

  /** Creating the same activity again answers with the one that is there. */
  createActivity(input: CreateActivityInput): CreateActivityOutput {
    only('CreateActivity', input, ['name', 'tags', 'encryptionConfiguration']);
    const { name = '' } = input;
    checkName(name);
    checkEncryption('CreateActivity', input.encryptionConfiguration);
    const { region, account, clock } = this.platform;
    const arn = `arn:aws:states:${region}:${account}:activity:${name}`;
    const tags = checkedTags(input.tags);
    const activity = this.queues.find(arn) ?? { arn, name, tags, createdAt: clock.now() };
    this.queues.put(activity);
    return { activityArn: arn, creationDate: new Date(activity.createdAt) };
  }

  describeActivity(input: DescribeActivityInput): DescribeActivityOutput {
    only('DescribeActivity', input, ['activityArn']);
    const { arn, name, createdAt } = this.activity(input.activityArn);
    return {
      activityArn: arn,
      name,
      creationDate: new Date(createdAt),
      encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
    };
  }

  listActivities(input: ListActivitiesInput): ListActivitiesOutput {
    only('ListActivities', input, ['maxResults', 'nextToken']);
    const { nextToken } = input;
    const size = pageSize(input.maxResults);
    checkTokenLength(nextToken, MOST_TOKEN_CHARACTERS);
    const { items, next } = page(this.queues.all(), nextToken, size, () => invalidToken('Invalid token'));
    return {
      activities: items.map(({ arn, name, createdAt }) => ({
        activityArn: arn,
        name,
        creationDate: new Date(createdAt),
      })),
      ...(next !== undefined && { nextToken: next }),
    };
  }

  /** Deleting what is not there succeeds. */
  deleteActivity(input: DeleteActivityInput): object {
    only('DeleteActivity', input, ['activityArn']);
    checkArn(input.activityArn ?? '', 'activity');
    this.queues.remove(input.activityArn ?? '');
    return {};
  }

  /** The next task, or, when there is none for a minute, an answer without a token. */
  async getActivityTask(input: GetActivityTaskInput): Promise<GetActivityTaskOutput> {
    only('GetActivityTask', input, ['activityArn', 'workerName']);
    const { workerName: name } = input;
    checkLength('workerName', name, MOST_WORKER_CHARACTERS);
    const { arn } = this.activity(input.activityArn);
    const { clock } = this.platform;
    return clock.park(
      () =>
        new Promise<GetActivityTaskOutput>((resolve) => {
          let stopAsking = (): void => {};
          const timer = clock.at(clock.now() + POLL_SECONDS * 1000, `states: ${arn}: poll`, () => {
            stopAsking();
            resolve({});
          });
          stopAsking = this.queues.ask(arn, {
            name,
            give: (task) => {
              timer.cancel();
              resolve({ taskToken: task.token, input: task.input });
            },
          });
        }),
    );
  }

  private activity(arn = ''): Activity {
    checkArn(arn, 'activity');
    const activity = this.queues.find(arn);
    if (activity === undefined) throw activityDoesNotExist(arn);
    return activity;
  }
}
