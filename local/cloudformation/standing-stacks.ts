/** The stacks of the account, as far as one of them depends on the others. Undefined for what is not there. */
export interface StandingStacks {
  exportedValue(exportName: string): string | undefined;
  /** Name of the stack that has this export. */
  exporterOf(exportName: string): string | undefined;
  /** Names of the stacks that are made with this export. */
  importersOf(exportName: string): readonly string[];
  outputOf(stackName: string, outputName: string): string | undefined;
}
