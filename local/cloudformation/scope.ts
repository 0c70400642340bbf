import type { Platform } from '../kernel/platform';
import type { AssemblyStack } from './assembly';
import { resolve, type Scope, TemplateError, UnresolvedDependency } from './intrinsics';
import type { ParameterValue } from './parameters';
import type { StackResource } from './stack';
import type { StandingStacks } from './standing-stacks';

export interface ScopeParts {
  readonly source: AssemblyStack;
  readonly stackId: string;
  /** The stack's resources as they stand. */
  readonly resource: (logicalId: string) => StackResource | undefined;
  readonly parameters: ReadonlyMap<string, ParameterValue>;
  readonly standing: StandingStacks;
  readonly platform: Platform;
  /** Grows with the names of the exports that are asked for. */
  readonly imports: Set<string>;
}

/** What a template's intrinsic functions can see. */
export function scopeOf({ source, stackId, resource, parameters, standing, platform, imports }: ScopeParts): Scope {
  const pseudo: Readonly<Record<string, string>> = {
    'AWS::AccountId': platform.account,
    'AWS::Partition': 'aws',
    'AWS::Region': platform.region,
    'AWS::StackId': stackId,
    'AWS::StackName': source.name,
    'AWS::URLSuffix': 'amazonaws.com',
  };
  // What stands, but is not in this template any more, cannot be referred to.
  const visible = (logicalId: string): StackResource | undefined => {
    const inTemplate = source.template.Resources?.[logicalId];
    if (inTemplate === undefined) return undefined;
    return inTemplate.Condition === undefined || scope.condition(inTemplate.Condition)
      ? resource(logicalId)
      : undefined;
  };
  const scope: Scope = {
    ref(name) {
      const value = pseudo[name] ?? parameters.get(name) ?? visible(name)?.ref;
      if (value === undefined && source.template.Resources?.[name] !== undefined) throw unresolved(name);
      if (value === undefined)
        throw new Error(`Ref to ${name}, which is no resource, parameter or pseudo parameter known here`);
      return value;
    },
    attribute(logicalId, name) {
      const found = visible(logicalId);
      const value = found?.attributes[name];
      if (found === undefined && source.template.Resources?.[logicalId] !== undefined) throw unresolved(logicalId);
      if (value === undefined)
        throw new Error(`Fn::GetAtt ${logicalId}.${name}: ${found?.type ?? 'the resource'} has no such attribute here`);
      return value;
    },
    importValue(name) {
      imports.add(name);
      const value = standing.exportedValue(name);
      if (value === undefined) throw new Error(`No export named ${name} found: deploy the stack that exports it first`);
      return value;
    },
    stackOutput(stackName, outputName) {
      const value = standing.outputOf(stackName, outputName);
      if (value === undefined)
        throw new Error(`No stack ${stackName} with an output ${outputName} found: deploy that stack first`);
      return value;
    },
    condition(name) {
      const condition = source.template.Conditions?.[name];
      if (condition === undefined) throw new Error(`Condition ${name} is not defined`);
      return resolve(condition, scope) === true;
    },
    mapped(map, first, second) {
      const value = source.template.Mappings?.[map]?.[first]?.[second];
      if (value !== undefined) return value;
      throw new TemplateError(`Template error: Unable to get mapping for ${map}::${first}::${second}`);
    },
  };
  return scope;
}

/** Of a resource that is in the template, but is not made: its condition does not hold. */
const unresolved = (logicalId: string): UnresolvedDependency => new UnresolvedDependency([logicalId]);

/** @throws Error when an assertion of the template's rules does not hold */
export function checkRules(source: AssemblyStack, scope: Scope): void {
  for (const [name, rule] of Object.entries(source.template.Rules ?? {})) {
    for (const assertion of rule.Assertions) {
      if (resolve(assertion.Assert, scope) !== true) {
        throw new Error(
          `Stack ${source.name}: rule ${name} does not hold: ${assertion.AssertDescription ?? JSON.stringify(assertion.Assert)}`,
        );
      }
    }
  }
}
