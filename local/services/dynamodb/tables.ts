import { ServiceError } from '../../kernel/errors';
import { isObject } from '../support/json';
import type { Engine } from './engine';

/** The tables: the engine's, with the protection against deletion that it does not know. */
export class Tables {
  private readonly protectedNames = new Set<string>();

  constructor(private readonly engine: Engine) {}

  protect(name: string, isProtected: boolean): void {
    if (isProtected) this.protectedNames.add(name);
    else this.protectedNames.delete(name);
  }

  /** Runs an operation. @throws ServiceError as DynamoDB does */
  async send(operation: string, input: Readonly<Record<string, unknown>>): Promise<object> {
    if (operation === 'DeleteTable' && this.protectedNames.has(String(input.TableName))) {
      throw new ServiceError(
        'ValidationException',
        'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
      );
    }
    const { DeletionProtectionEnabled: isProtected, ...rest } = input;
    const name = String(input.TableName);
    const changesProtectionAlone = operation === 'UpdateTable' && Object.keys(rest).length === 1;
    const answer = changesProtectionAlone
      ? await this.engine.send('DescribeTable', rest).then((described) => ({ TableDescription: tableOf(described) }))
      : await this.engine.send(operation, rest);
    if (typeof isProtected === 'boolean') this.protect(name, isProtected);
    return this.withProtection(answer);
  }

  /** The engine does not know of it, AWS shows it with each table. */
  private withProtection(answer: object): object {
    const shown = Object.entries(answer).map(([key, value]) => {
      const isTable = (key === 'Table' || key === 'TableDescription') && isObject(value);
      if (!isTable) return [key, value] as const;
      return [key, { ...value, DeletionProtectionEnabled: this.protectedNames.has(String(value.TableName)) }] as const;
    });
    return Object.fromEntries(shown);
  }
}

const tableOf = (described: object): unknown => ('Table' in described ? described.Table : undefined);
