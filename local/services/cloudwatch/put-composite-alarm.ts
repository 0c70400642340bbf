import type { PutCompositeAlarmInput } from '@aws-sdk/client-cloudwatch';
import { ServiceError } from '../../kernel/errors';
import { only } from '../support/only';
import type { CompositeSettings, Suppressor } from './alarm';
import type { AlarmRegistry } from './alarm-registry';
import { alarmsIn } from './composite-rule';
import { parseCompositeRule } from './composite-rule-parser';
import { check, number, required, text } from './constraints';
import { checkActions } from './put-metric-alarm';

const KNOWN = [
  'ActionsEnabled',
  'ActionsSuppressor',
  'ActionsSuppressorExtensionPeriod',
  'ActionsSuppressorWaitPeriod',
  'AlarmActions',
  'AlarmDescription',
  'AlarmName',
  'AlarmRule',
  'InsufficientDataActions',
  'OKActions',
  'Tags',
];

/** Checks the input of PutCompositeAlarm. A rule may make a cycle, as on AWS: the alarms in it are not evaluated then. */
export function readCompositeAlarm(input: PutCompositeAlarmInput, registry: AlarmRegistry): CompositeSettings {
  check(input, {
    AlarmName: required(text(1, 255)),
    AlarmRule: required(text(1, 10_240)),
    AlarmDescription: text(0, 1024),
    ActionsSuppressor: text(1, 1600),
    ActionsSuppressorWaitPeriod: number(0),
    ActionsSuppressorExtensionPeriod: number(0),
    OKActions: text(0, 5),
    AlarmActions: text(0, 5),
    InsufficientDataActions: text(0, 5),
    Tags: text(0, 50),
  });
  only('PutCompositeAlarm', input, KNOWN);
  const rule = parseCompositeRule(input.AlarmRule as string);
  const missing = alarmsIn(rule).filter((alarm) => registry.find(alarm) === undefined);
  if (missing.length > 0) {
    throw invalid(
      `Could not save the composite alarm as alarms [${missing.join(', ')}] in the alarm rule do not exist`,
    );
  }
  checkActions(input);
  return { input, rule, suppressor: suppressorOf(input, registry) };
}

function suppressorOf(input: PutCompositeAlarmInput, registry: AlarmRegistry): Suppressor | undefined {
  const {
    ActionsSuppressor: alarm,
    ActionsSuppressorWaitPeriod: wait,
    ActionsSuppressorExtensionPeriod: extension,
  } = input;
  if (alarm === undefined) {
    if (wait === undefined && extension === undefined) return undefined;
    throw invalid('ActionsSuppressorWaitPeriod and ActionsSuppressorExtensionPeriod need an ActionsSuppressor');
  }
  if (wait === undefined || extension === undefined) {
    throw invalid(
      'ActionsSuppressorWaitPeriod and ActionsSuppressorExtensionPeriod are required with ActionsSuppressor',
    );
  }
  if (registry.find(alarm) === undefined) {
    throw invalid(`Could not save the composite alarm as the actions suppressor [${alarm}] does not exist`);
  }
  return { alarm, wait: wait * 1000, extension: extension * 1000 };
}

const invalid = (message: string): ServiceError => new ServiceError('ValidationError', message);
