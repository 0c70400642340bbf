import { validation } from './errors';
import type { FunctionSettings } from './lambda-function';

const ARCHITECTURES = ['x86_64', 'arm64'] as const;

/** What was asked for is kept and shown; functions run on this machine's own. @throws ValidationException */
export function readArchitecture(given: readonly string[] = ['x86_64']): FunctionSettings['architecture'] {
  const [first] = given;
  const known = ARCHITECTURES.find((architecture) => architecture === first);
  if (known !== undefined && given.length === 1) return known;
  throw validation(
    `Value '[${given.join(', ')}]' at 'architectures' failed to satisfy constraint: Member must satisfy constraint: ` +
      '[Member must satisfy enum value set: [x86_64, arm64], Member must not be null]',
  );
}
