import { ServiceError } from '../../kernel/errors';
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
  send(operation: string, input: Readonly<Record<string, unknown>>): Promise<object> {
    if (operation === 'DeleteTable' && this.protectedNames.has(String(input.TableName))) {
      throw new ServiceError(
        'ValidationException',
        'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
      );
    }
    return this.engine.send(operation, input);
  }
}
