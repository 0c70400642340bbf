import { ANYTHING_BUT_OPERATORS, LEAF_OPERATORS } from '../../local/services/events/pattern-operators';
import { RESERVED } from '../../local/services/events/target-input';
import { TARGET_KINDS } from '../../local/services/events/target-kind';
import { names, section, table } from './markdown';

/** What rules may match, and where they may send. */
export const events = (): string =>
  section(
    'Events',
    table(
      ['part', 'here'],
      [
        ['operators of a pattern', names(['$or', ...LEAF_OPERATORS])],
        ['inside `anything-but`', `values, lists of values, ${names(ANYTHING_BUT_OPERATORS)}`],
        ['targets', names(Object.keys(TARGET_KINDS))],
        ['placeholders without a path', names(RESERVED)],
        ['schedules', '`rate()`, `cron()`; on the default event bus alone'],
        ['buses', 'the default one, and those that are made'],
      ],
    ),
  );
