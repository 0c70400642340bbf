import type { Catcher, Retrier } from './asl';
import { CATCHER, checkFields, RETRIER } from './fields';
import { schemaFault } from './invalid';
import type { Reader } from './read';
import { readEffects } from './read-effects';

const MOST_SECONDS = 31_622_400;
const MOST_ATTEMPTS = 99_999_999;

/** Defaults: 1 s, 3 attempts, doubled each time. https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */
export function readRetriers(state: Reader): Retrier[] {
  const retriers = state.list('Retry');
  return retriers.map((retrier, index) => {
    checkFields(RETRIER, retrier.raw, retrier.location);
    const intervalSeconds = retrier.number('IntervalSeconds', 1, 1, MOST_ATTEMPTS);
    const jitterStrategy = retrier.has('JitterStrategy') ? retrier.text('JitterStrategy') : 'NONE';
    if (jitterStrategy !== 'NONE' && jitterStrategy !== 'FULL') {
      throw schemaFault('Value is not one of [FULL, NONE]', retrier.at('JitterStrategy'));
    }
    const maxDelaySeconds = retrier.has('MaxDelaySeconds')
      ? retrier.number('MaxDelaySeconds', 0, 1, MOST_SECONDS)
      : undefined;
    if (maxDelaySeconds !== undefined && maxDelaySeconds <= intervalSeconds) {
      throw schemaFault('MaxDelaySeconds must be greater than IntervalSeconds', retrier.at('MaxDelaySeconds'));
    }
    return {
      errorEquals: readErrorEquals(retrier, index === retriers.length - 1),
      intervalSeconds,
      maxAttempts: retrier.number('MaxAttempts', 3, 0, MOST_ATTEMPTS),
      backoffRate: retrier.number('BackoffRate', 2, 1, Number.MAX_VALUE),
      maxDelaySeconds,
      jitterStrategy,
    };
  });
}

export function readCatchers(state: Reader): Catcher[] {
  const catchers = state.list('Catch');
  return catchers.map((catcher, index) => {
    checkFields(CATCHER, catcher.raw, catcher.location);
    return {
      errorEquals: readErrorEquals(catcher, index === catchers.length - 1),
      next: catcher.text('Next'),
      ...readEffects(catcher, `Catch[${index}]/`),
    };
  });
}

function readErrorEquals(reader: Reader, isLast: boolean): string[] {
  const names = reader.texts('ErrorEquals');
  if (names.includes('States.ALL') && (names.length > 1 || !isLast)) {
    throw schemaFault('States.ALL must be alone in ErrorEquals, and last', reader.at('ErrorEquals'));
  }
  return names;
}
