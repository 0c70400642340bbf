import { invalidDefinition } from '../errors';
import { InvalidDefinition } from './invalid';

/** Reads a definition for an operation. @throws InvalidDefinition as the service's error. */
export async function compiled<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof InvalidDefinition) throw invalidDefinition(error.message);
    throw error;
  }
}
