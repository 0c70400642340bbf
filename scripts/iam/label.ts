/** A scenario, or a whole file of them where they share a cloud. */
export interface Scenario {
  /** Path of the test file. */
  readonly file: string;
  /** With the names of the blocks around it; undefined for the file as a whole. */
  readonly test: string | undefined;
}

export const labelOf = ({ file, test }: Scenario): string => JSON.stringify([file, test ?? null]);

export function scenarioOf(label: string): Scenario {
  const [file, test] = JSON.parse(label) as [string, string | null];
  return { file, test: test ?? undefined };
}
