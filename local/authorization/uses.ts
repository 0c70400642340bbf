import { type Denied, reasonOf } from './denial';
import type { Selection, Statement } from './policy';
import type { Caller, Request } from './request';

/** One action of a statement on one of its resources, both as the statement writes them, and how often it was used. */
export interface Use {
  readonly action: string;
  readonly resource: string;
  times: number;
  /** How often the request would have been denied without it. */
  alone: number;
}

/** A request that was, or would have been, denied. */
export interface Denial {
  /** The role's or the calling resource's ARN, or the service. */
  readonly by: string;
  readonly action: string;
  readonly resource: string;
  readonly reason: string;
  /** The operation, for example `lambda:Invoke`. */
  readonly operation: string;
  times: number;
}

/** What was used of the policies of one cloud, and what was missing in them. */
export class Uses {
  private readonly byStatement = new Map<string, { readonly statement: Statement; readonly uses: Map<string, Use> }>();
  private readonly denials = new Map<string, Denial>();
  private readonly without = new Set<string>();

  /**
   * @param by every statement that allows the request
   * @param needed those of them without which it would be denied
   */
  allowed(request: Request, by: readonly Statement[], needed: readonly Statement[]): void {
    for (const statement of by) {
      const { uses } = this.entry(holderOf(statement, request), statement);
      for (const action of matched(statement.actions, request.action)) {
        for (const resource of matched(statement.resources, request.resource)) {
          const use = found(uses, `${action}\n${resource}`, () => ({ action, resource, times: 0, alone: 0 }));
          use.times += 1;
          if (needed.includes(statement)) use.alone += 1;
        }
      }
    }
  }

  denied(request: Request, decision: Denied, operation: string): void {
    const { action, resource } = request;
    const by = nameOf(request);
    const reason = reasonOf(decision, action);
    const key = [by, action, resource, operation, reason].join('\n');
    found(this.denials, key, () => ({ by, action, resource, reason, operation, times: 0 })).times += 1;
  }

  /** An operation of which nobody has said what it needs. */
  unknown(operation: string): void {
    this.without.add(operation);
  }

  /** @param holder ARN of the role or resource that the policy is attached to */
  of(holder: string, isMeant: (statement: Statement) => boolean): Use[] {
    const all = new Map<string, Use>();
    for (const [key, { statement, uses }] of this.byStatement) {
      if (!key.startsWith(`${holder}\n`) || !isMeant(statement)) continue;
      for (const [pair, use] of uses) {
        const sum = found(all, pair, () => ({ ...use, times: 0, alone: 0 }));
        sum.times += use.times;
        sum.alone += use.alone;
      }
    }
    return [...all.values()];
  }

  allDenials(): readonly Denial[] {
    return [...this.denials.values()];
  }

  unknownOperations(): readonly string[] {
    return [...this.without];
  }

  private entry(holder: string, statement: Statement) {
    return found(this.byStatement, `${holder}\n${statement.text}`, () => ({ statement, uses: new Map<string, Use>() }));
  }
}

/** What an element is written as; its opposite counts as one. */
export function written({ except, patterns }: Selection): string[] {
  const texts = patterns.map(({ text }) => text);
  if (!except) return texts;
  return [texts.length === 0 ? 'everything' : `everything but ${texts.join(', ')}`];
}

function matched(selection: Selection, value: string): string[] {
  if (selection.except) return written(selection);
  return selection.patterns.filter((pattern) => pattern.matches(value)).map(({ text }) => text);
}

function holderOf(statement: Statement, { caller, resource }: Request): string {
  return statement.principals.kind === 'holder' && caller.kind !== 'service' ? caller.arn : resource;
}

function nameOf({ caller, context }: { readonly caller: Caller; readonly context: Request['context'] }): string {
  return caller.kind === 'service' ? (context.get('aws:sourcearn') ?? caller.service) : caller.arn;
}

function found<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
