import type { RandomStream, SeededRandom } from '../kernel/random';
import { Crashes } from './crashes';
import type { Fault, FaultOf, Milliseconds } from './fault';
import { InvalidFault } from './fields';
import { type Operations, readFault } from './read-fault';

interface Rule {
  readonly id: string;
  readonly fault: Fault;
  readonly chance: RandomStream;
  hits: number;
}

/** A rule as it stands, with how often it has hit. */
export type ListedFault = Fault & { readonly id: string; readonly hits: number };

/** A fault that hits. */
export interface Hit<F extends Fault> {
  readonly fault: F;
  /** Milliseconds, drawn with the rule's own chance. */
  readonly draw: (milliseconds: Milliseconds) => number;
}

/**
 * The fault rules of a cloud. Each rule has a stream of chance of its own, so that a rule that never hits, or one
 * more of them, changes no other history.
 */
export class Faults {
  /** Where functions that run are known by name, to be ended. */
  readonly crashes: Crashes = new Crashes(this);
  private readonly rules = new Map<string, Rule>();
  private added = 0;

  /** @param operations all that there are: a rule for one that does not exist is refused, since it would never hit */
  constructor(
    private readonly random: SeededRandom,
    private readonly operations: () => Operations,
  ) {}

  /**
   * @returns the rule's id
   * @throws InvalidFault that says which field is wrong, what it is, and what it must be
   */
  add(fault: Fault): string {
    const rule = this.read(fault);
    if (this.rules.has(rule.id)) throw taken(rule.id);
    this.rules.set(rule.id, rule);
    return rule.id;
  }

  /** These rules instead of those that stand; none of them when one is invalid. */
  replace(faults: readonly Fault[]): void {
    const rules = faults.map((fault) => this.read(fault));
    for (const [index, { id }] of rules.entries()) {
      if (rules.findIndex((other) => other.id === id) !== index) throw taken(id);
    }
    this.clear();
    for (const rule of rules) this.rules.set(rule.id, rule);
  }

  /** @returns false when there was no such rule */
  remove(id: string): boolean {
    return this.rules.delete(id);
  }

  clear(): void {
    this.rules.clear();
  }

  /** In the order in which they were added. */
  list(): ListedFault[] {
    return [...this.rules.values()].map(({ id, fault, hits }) => ({ ...fault, id, hits }));
  }

  /** The rules of some kinds that apply and hit, in order; each draws and counts only when the caller has come to it. */
  *hits<Kind extends Fault['kind']>(
    kinds: readonly Kind[],
    applies: (fault: FaultOf<Kind>, id: string) => boolean,
  ): Generator<Hit<FaultOf<Kind>>> {
    for (const rule of this.rules.values()) {
      const { fault, chance, id } = rule;
      if (!isOf(fault, kinds) || !applies(fault, id)) continue;
      const { probability = 1, times = Number.POSITIVE_INFINITY } = fault;
      if (rule.hits >= times || (probability < 1 && chance.next() >= probability)) continue;
      rule.hits += 1;
      yield { fault, draw: (milliseconds) => draw(milliseconds, chance) };
    }
  }

  private read(given: Fault): Rule {
    const fault = readFault(given, this.operations());
    this.added += 1;
    const id = fault.id ?? `fault-${this.added}`;
    return { id, fault, chance: this.random.stream(`faults.${id}`), hits: 0 };
  }
}

function isOf<Kind extends Fault['kind']>(fault: Fault, kinds: readonly Kind[]): fault is FaultOf<Kind> {
  return (kinds as readonly string[]).includes(fault.kind);
}

function draw(milliseconds: Milliseconds, chance: RandomStream): number {
  if (typeof milliseconds === 'number') return milliseconds;
  const [from, to] = milliseconds;
  return from + Math.round(chance.next() * (to - from));
}

const taken = (id: string): InvalidFault => new InvalidFault('id', id, 'an id that no other rule has');
