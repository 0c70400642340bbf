import type { Withheld } from '../../local/authorization/withhold';
import { NOBODY_NOTICES } from '../iam-reasons';
import { type Scenario, scenarioOf } from './label';
import type { Merged, Statement } from './merge';
import { runScenarios } from './run-scenarios';

/** A grant to be taken out, and the scenario that is to fail without it. */
interface Experiment {
  readonly withheld: Withheld;
  readonly name: string;
  readonly scenario: Scenario;
}

/** At the same time: as many as the scenarios' own runner works with. */
const AT_ONCE = 2;

/**
 * Takes out one action of one statement after the other, and runs the shortest scenario in which nothing else allowed
 * it.
 * @param of part of the names of those that are taken out
 * @returns what no scenario misses, in words
 */
export async function showThatEachIsNeeded(
  merged: Merged,
  durations: ReadonlyMap<string, number>,
  of: string,
  print: (lines: readonly string[]) => void,
): Promise<string[]> {
  const experiments = merged.statements
    .flatMap((statement) => experimentsOn(statement, durations))
    .filter(({ name }) => name.includes(of));
  if (experiments.length === 0) return [`no grant that is used has '${of}' in its role or action`];
  print(['', `Without each of ${experiments.length} grants:`]);
  const survivors: string[] = [];
  const waiting = [...experiments];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const verdict = await without(next);
      print([`  ${verdict.padEnd(9)}  ${next.name}  [${next.scenario.test ?? next.scenario.file}]`]);
      if (verdict !== 'fails' && NOBODY_NOTICES[next.withheld.action ?? ''] === undefined) {
        survivors.push(`no scenario fails without it (${verdict}): ${next.name}`);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return survivors;
}

/** One for each action of the statement that was needed in some scenario. */
function experimentsOn(statement: Statement, durations: ReadonlyMap<string, number>): Experiment[] {
  if (statement.effect !== 'Allow') return [];
  return [...new Set(statement.pairs.map(({ action }) => action))].flatMap((action) => {
    const labels = statement.pairs.filter((pair) => pair.action === action).flatMap(({ neededIn }) => [...neededIn]);
    const [shortest] = labels.sort((a, b) => (durations.get(a) ?? Infinity) - (durations.get(b) ?? Infinity));
    if (shortest === undefined) return [];
    const { logicalId, path, index, holder } = statement;
    return [
      {
        withheld: { logicalId, path, index, action },
        name: `${holder} ${action} (${logicalId})`,
        scenario: scenarioOf(shortest),
      },
    ];
  });
}

/** `denied`: the call was denied, and the scenario ended well all the same. */
async function without({ withheld, scenario }: Experiment): Promise<'fails' | 'denied' | 'unnoticed'> {
  const { passed, records } = await runScenarios({ mode: 'enforce', only: scenario, withheld, quiet: true });
  if (!passed) return 'fails';
  const missed = records.flatMap(({ denials }) => denials).some(({ action }) => action === withheld.action);
  return missed ? 'denied' : 'unnoticed';
}
