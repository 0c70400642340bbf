import { heal } from '../../cli/heal';
import type { World } from '../../cli/world';
import type { Cloud } from '../../local/cloud';

/** What one run of the command `heal` has given. */
export interface Run {
  readonly exitCode: number;
  readonly printed: string;
  readonly complained: string;
  /** What the operator was asked; they say yes to everything. */
  readonly asked: readonly string[];
}

/** Runs the command `heal` on this cloud, as its npm script does. The caller lets time move. */
export async function runHeal(cloud: Cloud, words: readonly string[], more: Partial<World> = {}): Promise<Run> {
  const printed: string[] = [];
  const complained: string[] = [];
  const asked: string[] = [];
  const exitCode = await heal(words, {
    client: (ClientClass) => cloud.client(ClientClass as never),
    print: (text) => void printed.push(text),
    complain: (text) => void complained.push(text),
    confirm: async (question) => {
      asked.push(question);
      return true;
    },
    columns: 60,
    ...more,
  });
  return { exitCode, printed: printed.join('\n'), complained: complained.join('\n'), asked };
}
