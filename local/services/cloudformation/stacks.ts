import type { AssemblyStack } from '../../cloudformation/assembly';
import { Stack } from '../../cloudformation/stack';
import type { StandingStacks } from '../../cloudformation/standing-stacks';
import type { Platform } from '../../kernel/platform';

/** The stacks of the account: those that stand, by name, and those that are gone, which are still known by their id. */
export class Stacks implements StandingStacks {
  private readonly byName = new Map<string, Stack>();
  private readonly gone: Stack[] = [];

  constructor(private readonly platform: Platform) {}

  /** A stack that is not yet among the others; see `add`. */
  make(source: AssemblyStack): Stack {
    const { random, region, account, clock } = this.platform;
    // A stack that is made again gets other names than the one before: what that one retained is still there.
    const before = this.gone.filter(({ name }) => name === source.name).length;
    const stream = `cloudformation/${source.name}${before === 0 ? '' : `/${before}`}`;
    const names = random.stream(stream);
    const id = `arn:aws:cloudformation:${region}:${account}:stack/${source.name}/${names.uuid()}`;
    return new Stack(id, source.name, source, names, random.stream(`${stream}/events`), clock);
  }

  add(stack: Stack): void {
    this.byName.set(stack.name, stack);
  }

  bury(stack: Stack): void {
    this.byName.delete(stack.name);
    this.gone.push(stack);
  }

  /** In order of their creation. */
  all(): readonly Stack[] {
    return [...this.byName.values()];
  }

  withGone(): readonly Stack[] {
    return [...this.gone, ...this.byName.values()];
  }

  named(name: string): Stack | undefined {
    return this.byName.get(name);
  }

  /** By name, where only standing stacks count, or by id. */
  find(nameOrId: string): Stack | undefined {
    return this.byName.get(nameOrId) ?? this.withGone().find(({ id }) => id === nameOrId);
  }

  /** Each export with its value and its stack. */
  exports(): ReadonlyMap<string, { readonly value: string; readonly stack: Stack }> {
    return new Map(
      this.all().flatMap((stack) =>
        stack.outputs.flatMap(({ exportName, value }) =>
          exportName === undefined ? [] : [[exportName, { value, stack }] as const],
        ),
      ),
    );
  }

  exportedValue(exportName: string): string | undefined {
    return this.exports().get(exportName)?.value;
  }

  exporterOf(exportName: string): string | undefined {
    return this.exports().get(exportName)?.stack.name;
  }

  importersOf(exportName: string): readonly string[] {
    return this.all()
      .filter(({ imports }) => imports.has(exportName))
      .map(({ name }) => name);
  }

  outputOf(stackName: string, outputName: string): string | undefined {
    return this.named(stackName)?.outputs.find(({ key }) => key === outputName)?.value;
  }
}
