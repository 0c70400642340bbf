import { SeededRandom } from '../../local/kernel/random';
import {
  BRANCH,
  CATCHER,
  CHOICE_RULE,
  type Fields,
  ITEM_PROCESSOR,
  MACHINE,
  RETRIER,
  STATES,
} from '../../local/services/states/definition/fields';
import { functions } from '../../local/services/states/expression/functions';
import { OPTIMISED, SDK_SERVICES } from '../../local/services/states/integrations/service-call';
import { names, section, table } from './markdown';

/** What a state machine may be made of. */
export function stateMachines(): string {
  const objects: Readonly<Record<string, Fields>> = {
    'the machine': MACHINE,
    ...STATES,
    'a retrier': RETRIER,
    'a catcher': CATCHER,
    'a choice rule': CHOICE_RULE,
    'a branch': BRANCH,
    'an item processor': ITEM_PROCESSOR,
  };
  const bound = Object.entries(functions(0, new SeededRandom(1).stream('table')));
  return section(
    'State machines',
    'In JSONata; a definition or a state in JSONPath is refused.',
    table(
      ['object', 'fields', 'refused, though AWS has them'],
      Object.entries(objects).map(([name, { known, notEmulated }]) => [name, names(known), names(notEmulated)]),
    ),
    `JSONata's own functions, with those of Step Functions and those that depend on time and chance bound to the clock and the seed: ${names(
      bound.filter(([, value]) => value !== undefined).map(([name]) => `$${name}`),
    )}. Not there, as on AWS: ${names(bound.filter(([, value]) => value === undefined).map(([name]) => `$${name}`))}.`,
    table(
      ['resource of a Task', 'which'],
      [
        ['a function', 'by its ARN, or `lambda:invoke`'],
        ['an activity', 'by its ARN, in a Standard machine'],
        ...Object.entries(OPTIMISED).map(([service, { actions }]) => [`optimised, \`${service}\``, names(actions)]),
        ['`aws-sdk:`', `any operation of ${names(Object.keys(SDK_SERVICES))} that is in the table of services`],
        ['patterns', '`.waitForTaskToken`; `.sync` and `.sync:2` of `states:startExecution`'],
      ],
    ),
  );
}
