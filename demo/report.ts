import type { PlayedIncident } from './healed-incident';

export interface Report {
  readonly incidents: readonly PlayedIncident[];
  /** Real time for everything, synthesis included. */
  readonly wallSeconds: number;
}

/** True when every incident ended in a proven recovery. */
export function allHealed({ incidents }: Report): boolean {
  return incidents.length > 0 && incidents.every(({ verdict }) => verdict === 'Healed');
}

/** The table at the end: one column an incident. */
export function renderTable({ incidents, wallSeconds }: Report): string {
  const seconds = (value: number): string => `${value.toFixed(1)} s`;
  const total = ({ stages }: PlayedIncident): number =>
    stages.detectSeconds + stages.decideSeconds + stages.actSeconds + stages.proveSeconds;
  const rows: [string, (incident: PlayedIncident) => string][] = [
    ['fault', ({ fault }) => fault],
    ['remedy', ({ remedy, fromVersion, toVersion }) => `${remedy}: version ${fromVersion} -> ${toVersion}`],
    ['verdict', ({ verdict }) => verdict],
    ['detect', ({ stages }) => seconds(stages.detectSeconds)],
    ['decide', ({ stages }) => seconds(stages.decideSeconds)],
    ['act', ({ stages }) => seconds(stages.actSeconds)],
    ['prove', ({ stages }) => seconds(stages.proveSeconds)],
    ['time to heal', (incident) => seconds(total(incident))],
    ['requests failed', ({ requests }) => `${requests.failed} of ${requests.total}`],
  ];
  const cells = [
    ['service', ...incidents.map(({ service }) => service)],
    ...rows.map(([name, cell]) => [name, ...incidents.map(cell)]),
  ];
  const widths = cells[0]?.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0))) ?? [];
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  const [header = [], ...body] = cells;
  return [
    line(header),
    rule,
    ...body.map(line),
    '',
    'Stages in AWS time: detect (fault to alarm), decide (alarm to decision), act (decision to alias moved), prove (alias moved to verdict).',
    `Wall time: ${wallSeconds.toFixed(1)} s`,
  ].join('\n');
}

/** The document that --json prints. */
export function renderJson(report: Report): string {
  return JSON.stringify({
    incidents: report.incidents.map(({ fault, remedy, verdict, reason, fromVersion, toVersion, stages, requests }) => ({
      fault,
      remedy,
      verdict,
      reason,
      fromVersion,
      toVersion,
      stages,
      requests,
    })),
    wallSeconds: report.wallSeconds,
  });
}
