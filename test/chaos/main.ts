import { parseArgs } from 'node:util';
import type { IncidentRecord } from '../../cli/records';
import { runChaos } from './run';

const HELP = `Plays random incidents on the embedded AWS and checks what must always hold.

  npm run chaos -- [--incidents 300] [--targets 20] [--seed N] [--calm]

  --incidents  how many incidents to play (default 300)
  --targets    protected services that they befall (default 20)
  --seed       the same seed plays the same incidents (default: one of its own, which is printed)
  --calm       the cloud itself neither throttles, loses, duplicates nor crashes

Exit code 0: every invariant held. 1: one was broken; the line to replay it is printed. 2: bad arguments.`;

const PROGRESS_SECONDS = 20;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      incidents: { type: 'string', default: '300' },
      targets: { type: 'string', default: '20' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      calm: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const incidents = whole('incidents', values.incidents);
  const targets = whole('targets', values.targets);
  const seed = whole('seed', values.seed);
  console.log(`seed ${seed}: ${incidents} incidents on ${targets} targets${values.calm ? ', on a calm cloud' : ''}`);

  let told = 0;
  const startedAt = performance.now();
  const result = await runChaos({
    seed,
    targets,
    incidents,
    hostile: !values.calm,
    progress: (done, simulatedSeconds) => {
      const seconds = Math.round((performance.now() - startedAt) / 1000);
      if (seconds < told + PROGRESS_SECONDS) return;
      told = seconds;
      console.log(`${done} incidents, ${(simulatedSeconds / 3600).toFixed(1)} h of AWS time, after ${seconds} s`);
    },
  });

  const statuses = new Map<string, number>();
  for (const { status } of result.incidents) statuses.set(status, (statuses.get(status) ?? 0) + 1);
  for (const [status, count] of statuses) console.log(`${String(count).padStart(5)} ${status}`);
  const reasons = new Map<string, number>();
  for (const { status, reason } of result.incidents) {
    if (status !== 'escalated') continue;
    const kind = reason
      .replace(/service-\d+/g, 'service')
      .replace(/\d+/g, 'n')
      .slice(0, 150);
    reasons.set(kind, (reasons.get(kind) ?? 0) + 1);
  }
  for (const [kind, count] of [...reasons].sort((a, b) => b[1] - a[1]))
    console.log(`      ${count} escalated: ${kind}`);
  const times = result.incidents.flatMap(timeToHeal).sort((a, b) => a - b);
  console.log(
    `alarm to proof, in one go: median ${at(times, 0.5)} s, 95th percentile ${at(times, 0.95)} s, of ${times.length} heals`,
  );
  const hours = (result.simulatedSeconds / 3600).toFixed(1);
  console.log(`${hours} h of AWS time in ${Math.round((performance.now() - startedAt) / 1000)} s`);
  if (result.violations.length === 0) {
    console.log(`every invariant held in ${result.incidents.length} incidents`);
    return 0;
  }
  console.log(result.stories.join('\n\n'));
  console.log(result.violations.map((violation) => `BROKEN ${violation}`).join('\n'));
  const calm = values.calm ? ' --calm' : '';
  console.log(`replay: npm run chaos -- --seed ${seed} --incidents ${incidents} --targets ${targets}${calm}`);
  return 1;
}

/** After a relapse or a succession the time from the first alarm to the last proof is no stretch of healing. */
function timeToHeal({ alarmAt, provenAt, relapses = 0, timeline }: IncidentRecord): number[] {
  if (alarmAt === undefined || provenAt === undefined || relapses > 0) return [];
  return timeline.some(({ begins }) => begins === true) ? [] : [(Date.parse(provenAt) - Date.parse(alarmAt)) / 1000];
}

const at = (sorted: readonly number[], share: number): string =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]?.toFixed(0) ?? 'none';

/** @throws TypeError that says what is wrong */
function whole(name: string, text: string): number {
  if (/^\d{1,9}$/.test(text) && (Number(text) > 0 || name === 'seed')) return Number(text);
  throw new TypeError(`--${name} is ${JSON.stringify(text)}; it must be a whole number above 0.`);
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const usage = error instanceof TypeError;
    console.error(usage ? `${error.message}\n\n${HELP}` : error);
    process.exitCode = usage ? 2 : 1;
  },
);
