import { GetExecutionHistoryCommand } from '@aws-sdk/client-sfn';
import { ProtectedService } from './support/protected-service';

/** Everything that can be read of a healed incident afterwards. */
async function history(seed: number): Promise<unknown> {
  const service = await ProtectedService.deploy('sound', 'api', seed);
  try {
    const traffic = service.traffic();
    await service.untilHealthy('1');
    const releasedAt = service.clock.now();
    await service.release({ FAILURE_RATE: '0.7' });
    const incident = await service.untilClosed();
    const executions = await service.executions();
    const histories = await Promise.all(
      executions.map(({ executionArn }) =>
        service.stepfunctions.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 })),
      ),
    );
    return { incident, requests: traffic.since(releasedAt), histories: histories.map(({ events }) => events) };
  } finally {
    await service.close();
  }
}

test('the same seed gives the same history, and another seed another one', async () => {
  const first = await history(7);
  expect(await history(7)).toEqual(first);
  expect(await history(8)).not.toEqual(first);
});
