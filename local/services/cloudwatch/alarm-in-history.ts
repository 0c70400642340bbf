import type { Dimension } from '@aws-sdk/client-cloudwatch';
import type { Alarm } from './alarm';
import { longDate } from './alarm-reason';

/** An alarm's configuration as history items spell it: members begin small, except `okactions`, which is all small. */
export function configurationInHistory(alarm: Alarm): Record<string, unknown> {
  const {
    Tags: _,
    Dimensions,
    OKActions,
    AlarmActions,
    InsufficientDataActions,
    ...rest
  }: History = alarm.settings.input;
  const others = Object.entries(rest).filter(([, value]) => value !== undefined);
  return {
    ...Object.fromEntries(others.map(([name, value]) => [small(name), value])),
    ...(Dimensions !== undefined && {
      dimensions: Dimensions.map(({ Name, Value }) => ({ name: Name, value: Value })),
    }),
    okactions: OKActions ?? [],
    alarmActions: AlarmActions ?? [],
    insufficientDataActions: InsufficientDataActions ?? [],
    actionsEnabled: alarm.actionsEnabled,
    alarmArn: alarm.arn,
    stateValue: alarm.state.value,
    alarmConfigurationUpdatedTimestamp: longDate(alarm.configured),
    stateUpdatedTimestamp: longDate(alarm.state.time),
  };
}

interface History {
  readonly Tags?: unknown;
  readonly Dimensions?: readonly Dimension[] | undefined;
  readonly OKActions?: readonly string[] | undefined;
  readonly AlarmActions?: readonly string[] | undefined;
  readonly InsufficientDataActions?: readonly string[] | undefined;
}

const small = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);
