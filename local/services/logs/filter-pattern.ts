import { NotEmulatedError, ServiceError } from '../../kernel/errors';

/**
 * Compiles a filter pattern of terms: all plain terms must occur, one of the `?terms` if there are any, and none of
 * the `-terms`. Quotes hold a phrase together. Case counts. JSON, space-delimited and regular-expression patterns
 * are refused.
 */
export function compileFilter(pattern: string | undefined): (message: string) => boolean {
  const text = (pattern ?? '').trim();
  if (/^[{[%]/.test(text)) throw new NotEmulatedError(`the filter pattern ${text}: only terms and quoted phrases`);
  const terms = readTerms(text);
  const all = terms.filter(({ sign }) => sign === '').map(({ term }) => term);
  const any = terms.filter(({ sign }) => sign === '?').map(({ term }) => term);
  const none = terms.filter(({ sign }) => sign === '-').map(({ term }) => term);
  return (message) =>
    all.every((term) => message.includes(term)) &&
    (any.length === 0 || any.some((term) => message.includes(term))) &&
    !none.some((term) => message.includes(term));
}

function readTerms(text: string): Array<{ sign: '' | '?' | '-'; term: string }> {
  const term = /\s*([?-]?)(?:"((?:[^"\\]|\\.)*)"|([\w.@/:#]+))/y;
  const terms: Array<{ sign: '' | '?' | '-'; term: string }> = [];
  while (term.lastIndex < text.length) {
    const found = term.exec(text);
    if (found === null) throw new ServiceError('InvalidParameterException', 'Invalid filter pattern');
    const [, sign, quoted, plain] = found;
    terms.push({ sign: sign as '' | '?' | '-', term: plain ?? (quoted ?? '').replace(/\\(.)/g, '$1') });
  }
  return terms;
}
