import type { AssemblyStack } from './assembly';
import { resolve, type Scope, TemplateError, UnresolvedDependency, unresolvedIn } from './intrinsics';
import type { Stack, StackOutput } from './stack';
import type { StandingStacks } from './standing-stacks';
import type { TemplateOutput } from './template';

export function readOutputs({ template }: AssemblyStack, scope: Scope): StackOutput[] {
  return Object.entries(template.Outputs ?? {})
    .filter(([, output]) => output.Condition === undefined || scope.condition(output.Condition))
    .map(([key, output]) => ({
      key,
      value: outputValue(output, scope),
      ...(output.Description === undefined ? {} : { description: output.Description }),
      ...(output.Export === undefined ? {} : { exportName: String(resolve(output.Export.Name, scope)) }),
    }));
}

function outputValue({ Value }: TemplateOutput, scope: Scope): string {
  try {
    return String(resolve(Value, scope));
  } catch (error) {
    if (!(error instanceof UnresolvedDependency)) throw error;
    // Found only now, CloudFormation tells it without the words before.
    throw new TemplateError(unresolvedIn(error.names, 'Outputs'));
  }
}

/**
 * Holds what a stack is about to export against what others have and use.
 * @throws Error in AWS's words
 */
export function checkExports(stack: Stack, outputs: readonly StackOutput[], standing: StandingStacks): void {
  for (const { exportName } of outputs) {
    const owner = exportName === undefined ? undefined : standing.exporterOf(exportName);
    if (owner !== undefined && owner !== stack.name) {
      throw new Error(
        `Export with name ${exportName} is already exported by stack ${owner}. Rule: Exports with the same name are not allowed.`,
      );
    }
  }
  for (const { exportName, value } of stack.outputs) {
    if (exportName === undefined) continue;
    const users = standing.importersOf(exportName);
    const next = outputs.find((output) => output.exportName === exportName);
    if (users.length === 0 || next?.value === value) continue;
    const what = next === undefined ? 'deleted' : 'updated';
    throw new Error(`Export ${exportName} cannot be ${what} as it is in use by ${inWords(users)}`);
  }
}

function inWords(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
