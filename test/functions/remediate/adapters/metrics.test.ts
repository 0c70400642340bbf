import { HEALER_METRICS } from '../../../../functions/contract';
import { countMetrics } from '../../../../functions/remediate/adapters/metrics';

/** What is written to standard output meanwhile. */
function emitted(emit: (count: ReturnType<typeof countMetrics>) => void): Record<string, unknown>[] {
  const lines: string[] = [];
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    lines.push(String(text));
    return true;
  });
  try {
    emit(countMetrics('dev'));
  } finally {
    write.mockRestore();
  }
  return lines.map((line) => JSON.parse(line));
}

describe('The healer’s own metrics', () => {
  it.each([
    ['incidents', undefined, 1, 'Count'],
    ['unprotected', 0, 0, 'Count'],
    ['decideSeconds', 1.5, 1.5, 'Seconds'],
    ['actSeconds', 0, 0, 'Seconds'],
    ['proveSeconds', 3, 3, 'Seconds'],
    ['timeToHealSeconds', 12.4, 12.4, 'Seconds'],
  ] as const)('%s', (metric, given, value, Unit) => {
    const Name = HEALER_METRICS[metric];
    const [line, ...more] = emitted((count) => count(metric, given));
    expect(more).toEqual([]);
    expect(line).toMatchObject({
      Environment: 'dev',
      [Name]: value,
      _aws: { CloudWatchMetrics: [{ Dimensions: [['Environment']], Metrics: [{ Name, Unit }] }] },
    });
  });
});
