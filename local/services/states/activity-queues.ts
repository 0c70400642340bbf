/** An activity: a name under which workers ask for tasks. */
export interface Activity {
  readonly arn: string;
  readonly name: string;
  readonly tags: ReadonlyMap<string, string>;
  /** ms since the epoch. */
  readonly createdAt: number;
}

/** A task that waits for a worker. */
export interface OfferedTask {
  readonly token: string;
  /** JSON text. */
  readonly input: string;
  /** Told when a worker has it. */
  taken(workerName: string | undefined): void;
}

/** A worker that waits for a task. */
export interface Worker {
  readonly name: string | undefined;
  give(task: OfferedTask): void;
}

/** All activities, and for each the tasks that wait for a worker or the workers that wait for a task: first come, first served. */
export class ActivityQueues {
  private readonly activities = new Map<string, Activity>();
  private readonly tasks = new Map<string, OfferedTask[]>();
  private readonly workers = new Map<string, Worker[]>();

  all(): Activity[] {
    return [...this.activities.values()];
  }

  find(arn: string): Activity | undefined {
    return this.activities.get(arn);
  }

  put(activity: Activity): void {
    this.activities.set(activity.arn, activity);
  }

  remove(arn: string): void {
    this.activities.delete(arn);
  }

  /** Returns how to take the task back. */
  offer(arn: string, task: OfferedTask): () => void {
    const worker = this.workers.get(arn)?.shift();
    if (worker === undefined) return enqueue(this.tasks, arn, task);
    hand(task, worker);
    return () => {};
  }

  /** Returns how to stop asking. */
  ask(arn: string, worker: Worker): () => void {
    const task = this.tasks.get(arn)?.shift();
    if (task === undefined) return enqueue(this.workers, arn, worker);
    hand(task, worker);
    return () => {};
  }
}

function hand(task: OfferedTask, worker: Worker): void {
  task.taken(worker.name);
  worker.give(task);
}

function enqueue<T>(queues: Map<string, T[]>, arn: string, item: T): () => void {
  queues.set(arn, [...(queues.get(arn) ?? []), item]);
  return () => {
    queues.set(
      arn,
      (queues.get(arn) ?? []).filter((other) => other !== item),
    );
  };
}
