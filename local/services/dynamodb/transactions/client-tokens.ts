import { createHash } from 'node:crypto';
import { ServiceError } from '../../../kernel/errors';
import { isObject } from '../../support/json';

/** How long a client's token answers for its transaction, ms. */
export const TOKEN_LIFE = 600_000;

interface Used {
  readonly input: string;
  /** ms since the epoch. */
  readonly until: number;
}

/** The tokens of transactions that have gone through in the last ten minutes. */
export class ClientTokens {
  private readonly used = new Map<string, Used>();

  /** @param now ms since the epoch */
  constructor(private readonly now: () => number) {}

  /**
   * Whether this transaction has gone through already.
   * @throws IdempotentParameterMismatchException where it was another one that went through with the token
   */
  hasSeen(token: string | undefined, input: unknown): boolean {
    const before = token === undefined ? undefined : this.used.get(token);
    if (before === undefined || before.until <= this.now()) return false;
    if (before.input === digest(input)) return true;
    throw new ServiceError(
      'IdempotentParameterMismatchException',
      'Specified idempotent token was used with different request parameters within the idempotency window',
    );
  }

  /** To be told when a transaction has gone through: its time runs from then. */
  remember(token: string | undefined, input: unknown): void {
    if (token === undefined) return;
    const now = this.now();
    // In the order in which they end.
    for (const [old, { until }] of this.used) {
      if (until > now) break;
      this.used.delete(old);
    }
    this.used.delete(token);
    this.used.set(token, { input: digest(input), until: now + TOKEN_LIFE });
  }
}

/** Recorded on AWS: the order of members makes no difference. */
const digest = (input: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(sorted(input)))
    .digest('base64');

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  );
}
