import type { Context } from 'aws-lambda';
import { aliasOf, measure, traced } from '../../../functions/api/telemetry';

const ARN = 'arn:aws:lambda:eu-central-1:123456789012:function:the-function';

test.each([
  [`${ARN}:live`, 'live'],
  [`${ARN}:canary-2`, 'canary-2'],
  [`${ARN}:7`, 'none'],
  [`${ARN}:$LATEST`, 'none'],
  [ARN, 'none'],
])('a call of %s is measured under the alias %s', (arn, alias) => {
  expect(aliasOf(arn)).toBe(alias);
});

test('outside of AWS the work runs untraced, and its outcome comes through', async () => {
  await expect(traced(async () => 'done')).resolves.toBe('done');
  await expect(
    traced(async () => {
      throw new Error('broken');
    }),
  ).rejects.toThrow('broken');
});

describe('the metrics of a request', () => {
  /** What is written while requests are measured: standard output, and warnings. */
  function written(...calls: { arn: string; fault: boolean; latencyMs: number }[]) {
    const lines: string[] = [];
    const listen = (stream: NodeJS.WriteStream) =>
      jest.spyOn(stream, 'write').mockImplementation((text) => {
        lines.push(String(text));
        return true;
      });
    const spies = [listen(process.stdout), listen(process.stderr)];
    const warn = jest.spyOn(console, 'warn').mockImplementation((text) => void lines.push(String(text)));
    for (const { arn, ...served } of calls) {
      measure(served, { functionName: 'the-function', functionVersion: '7', invokedFunctionArn: arn } as Context);
    }
    for (const spy of [...spies, warn]) spy.mockRestore();
    return lines;
  }

  test('are one line, under the alias for the alarms and under alias and version for the healer', () => {
    const [line, ...more] = written({ arn: `${ARN}:live`, fault: true, latencyMs: 12 });
    expect(more).toEqual([]);
    const { _aws, ...values } = JSON.parse(line ?? '');
    expect(values).toEqual({
      FunctionName: 'the-function',
      Alias: 'live',
      Version: '7',
      Request: 1,
      Fault: 1,
      Latency: 12,
    });
    expect(_aws.CloudWatchMetrics).toEqual([
      {
        Namespace: expect.any(String),
        Dimensions: [
          ['FunctionName', 'Alias'],
          ['FunctionName', 'Alias', 'Version'],
        ],
        Metrics: [
          { Name: 'Request', Unit: 'Count', StorageResolution: 1 },
          { Name: 'Fault', Unit: 'None', StorageResolution: 1 },
          { Name: 'Latency', Unit: 'Milliseconds', StorageResolution: 1 },
        ],
      },
    ]);
  });

  test('keep calls by alias and direct calls apart, without a word of warning', () => {
    const lines = written(
      { arn: `${ARN}:live`, fault: false, latencyMs: 1 },
      { arn: `${ARN}:7`, fault: true, latencyMs: 2 },
      { arn: `${ARN}:live`, fault: false, latencyMs: 3 },
    );
    expect(lines.map((line) => JSON.parse(line).Alias)).toEqual(['live', 'none', 'live']);
  });
});
