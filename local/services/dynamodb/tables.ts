import { ServiceError } from '../../kernel/errors';
import type { Platform } from '../../kernel/platform';
import type { RandomStream } from '../../kernel/random';
import { isObject } from '../support/json';
import type { Engine } from './engine';
import { type TableFacts, tableView } from './table-view';

/** The tables: the engine's, with what it does not know of them. */
export class Tables {
  private readonly facts = new Map<string, TableFacts>();
  private readonly ids: RandomStream;

  constructor(
    private readonly engine: Engine,
    private readonly platform: Platform,
  ) {
    this.ids = platform.random.stream('dynamodb.tables');
  }

  protect(name: string, isProtected: boolean): void {
    const facts = this.facts.get(name);
    if (facts !== undefined) this.facts.set(name, { ...facts, isProtected });
  }

  /** Runs an operation. @throws ServiceError as DynamoDB does */
  async send(operation: string, input: Readonly<Record<string, unknown>>): Promise<object> {
    const name = String(input.TableName);
    if (operation === 'DeleteTable' && this.facts.get(name)?.isProtected) {
      throw new ServiceError(
        'ValidationException',
        'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
      );
    }
    const { DeletionProtectionEnabled: isProtected, ...rest } = input;
    const changesProtectionAlone = operation === 'UpdateTable' && Object.keys(rest).length === 1;
    const answer = changesProtectionAlone
      ? await this.engine.send('DescribeTable', rest).then((described) => ({ TableDescription: tableOf(described) }))
      : await this.engine.send(operation, rest).catch((error) => {
          throw operation === 'CreateTable' ? inItsWords(error, name) : error;
        });
    if (operation === 'CreateTable') {
      const now = this.platform.clock.now();
      const times = { created: now, changed: now, onDemandSince: now };
      this.facts.set(name, { id: this.ids.uuid(), ...times, isProtected: false });
    }
    const before = this.facts.get(name);
    if (operation === 'UpdateTable' && !changesProtectionAlone && before !== undefined) {
      const now = this.platform.clock.now();
      const onDemandSince = input.BillingMode === 'PAY_PER_REQUEST' ? now : before.onDemandSince;
      this.facts.set(name, { ...before, changed: now, onDemandSince });
    }
    if (typeof isProtected === 'boolean') this.protect(name, isProtected);
    return this.shown(operation, answer);
  }

  private shown(operation: string, answer: object): object {
    const shown = Object.entries(answer).map(([key, value]) => {
      const isTable = (key === 'Table' || key === 'TableDescription') && isObject(value);
      if (!isTable) return [key, value] as const;
      return [key, tableView(operation, value, this.facts.get(String(value.TableName)), this.platform)] as const;
    });
    return Object.fromEntries(shown);
  }
}

const tableOf = (described: object): unknown => ('Table' in described ? described.Table : undefined);

/** The engine says nothing about a table that there is already. */
function inItsWords(error: unknown, table: string): unknown {
  if (!(error instanceof ServiceError) || error.code !== 'ResourceInUseException') return error;
  return new ServiceError(error.code, `Table already exists: ${table}`, error.status);
}
