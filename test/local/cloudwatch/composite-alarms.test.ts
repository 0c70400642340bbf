import type { DescribeAlarmsOutput } from '@aws-sdk/client-cloudwatch';
import { createCloudWatch } from '../../../local/services/cloudwatch';
import { createSns } from '../../../local/services/sns';
import { TestPlatform } from '../support/platform';

const ARN = 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:';
const TOPIC = 'arn:aws:sns:us-east-1:000000000000:people';
const AWAY = 10_000_000;

interface Detail {
  readonly alarmName: string;
  readonly state: Record<string, string>;
  readonly previousState: Record<string, string>;
  readonly configuration: object;
}

async function setUp() {
  const platform = new TestPlatform();
  const cloudwatch = createCloudWatch(platform);
  const sns = createSns(platform);
  platform.register(cloudwatch.service, sns.service);
  await platform.ask('sns', 'CreateTopic', { Name: 'people' });
  const ask = <Output = object>(operation: string, input: object = {}) =>
    platform.ask<Output>('cloudwatch', operation, input);
  /** Evaluated so seldom that a state that is set stays. */
  const child = (AlarmName: string) =>
    ask('PutMetricAlarm', {
      AlarmName,
      Namespace: 'N',
      MetricName: AlarmName,
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: AWAY,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'ignore',
    });
  const put = async (AlarmName: string, AlarmRule: string, more: object = {}) => {
    await ask('PutCompositeAlarm', { AlarmName, AlarmRule, ...more });
    await platform.pass(0);
  };
  const set = async (AlarmName: string, StateValue: string) => {
    await ask('SetAlarmState', { AlarmName, StateValue, StateReason: 'test' });
    await platform.pass(0);
  };
  const composite = async (name: string) => {
    const { CompositeAlarms = [] } = await ask<DescribeAlarmsOutput>('DescribeAlarms', {
      AlarmNames: [name],
      AlarmTypes: ['CompositeAlarm'],
    });
    return CompositeAlarms[0] ?? {};
  };
  const details = (name: string): Detail[] =>
    platform.events.map(({ detail }) => detail as Detail).filter(({ alarmName }) => alarmName === name);
  for (const name of ['a', 'b', 'maintenance']) await child(name);
  for (const name of ['a', 'b', 'maintenance']) await set(name, 'OK');
  const told = () => sns.published(TOPIC).map(({ subject }) => subject?.split(':')[0]);
  return { platform, sns, ask, put, set, composite, details, told };
}

const NOTIFYING = { AlarmActions: [TOPIC], OKActions: [TOPIC] };
const SUPPRESSED = {
  ...NOTIFYING,
  ActionsSuppressor: 'maintenance',
  ActionsSuppressorWaitPeriod: 120,
  ActionsSuppressorExtensionPeriod: 180,
};

test('a new composite alarm has insufficient data, is evaluated at once, and follows its children', async () => {
  const { put, set, composite, details } = await setUp();
  await put('both', 'ALARM(a) AND ALARM("b")');
  expect(details('both')).toMatchObject([
    {
      state: { value: 'OK', reason: `${ARN}both was created and its alarm rule evaluates to OK` },
      previousState: { value: 'INSUFFICIENT_DATA', reason: 'Unchecked: Initial alarm creation' },
      configuration: { alarmRule: 'ALARM(a) AND ALARM("b")' },
    },
  ]);
  expect(JSON.parse((await composite('both')).StateReasonData ?? '')).toEqual({
    triggeringAlarms: ['a', 'b'].map((name) => ({
      arn: ARN + name,
      state: { value: 'OK', timestamp: expect.stringMatching(/^2026-10-24T18:00:0\d\.000\+0000$/) },
    })),
  });
  await set('a', 'ALARM');
  expect((await composite('both')).StateValue).toBe('OK');
  await set('b', 'ALARM');
  const state = await composite('both');
  expect(state).toMatchObject({
    StateValue: 'ALARM',
    StateReason: `${ARN}b transitioned to ALARM at Saturday 24 October, 2026 18:00:00 UTC`,
  });
  expect(JSON.parse(state.StateReasonData ?? '')).toEqual({
    triggeringAlarms: [{ arn: `${ARN}b`, state: { value: 'ALARM', timestamp: '2026-10-24T18:00:00.000+0000' } }],
  });
  await set('a', 'INSUFFICIENT_DATA');
  expect((await composite('both')).StateValue).toBe('OK');
});

test('composite alarms over composite alarms follow in one go', async () => {
  const { put, set, composite } = await setUp();
  await put('low', 'ALARM(a)');
  await put('high', `ALARM(${ARN}low)`);
  await set('a', 'ALARM');
  expect(await composite('high')).toMatchObject({
    StateValue: 'ALARM',
    StateReason: expect.stringContaining(`${ARN}low transitioned to ALARM at`),
  });
});

test('an update leaves the state, and the new rule is then evaluated', async () => {
  const { put, composite, details } = await setUp();
  await put('any', 'ALARM(a)');
  await put('any', 'ALARM(a) OR TRUE', { AlarmDescription: 'x' });
  expect(await composite('any')).toMatchObject({
    AlarmDescription: 'x',
    StateValue: 'ALARM',
    StateReason: `${ARN}any was updated and its new alarm rule evaluates to ALARM`,
  });
  expect(details('any').map(({ state }) => state.value)).toEqual(['OK', 'ALARM']);
});

test('a state that is set stays until a child changes', async () => {
  const { platform, put, set, composite } = await setUp();
  await put('any', 'ALARM(a)');
  await set('any', 'ALARM');
  await platform.pass(3600);
  expect((await composite('any')).StateValue).toBe('ALARM');
  await set('a', 'INSUFFICIENT_DATA');
  expect((await composite('any')).StateValue).toBe('OK');
});

test('it notifies with its rule and the children that triggered it, and has a history of its own', async () => {
  const { platform, sns, ask, put, set } = await setUp();
  await put('any', 'ALARM(a) OR ALARM(b)', NOTIFYING);
  await set('b', 'ALARM');
  await platform.pass(1);
  const message = sns.published(TOPIC).at(-1)?.message ?? '';
  expect(JSON.parse(message)).toMatchObject({
    AlarmName: 'any',
    NewStateValue: 'ALARM',
    OldStateValue: 'OK',
    AlarmRule: 'ALARM(a) OR ALARM(b)',
    TriggeringChildren: [{ Arn: `${ARN}b`, State: { Value: 'ALARM', Timestamp: '2026-10-24T18:00:00.000+0000' } }],
  });
  expect(message).not.toContain('"Trigger"');
  const history = async (more: object) =>
    (
      await ask<{ AlarmHistoryItems: { HistorySummary: string }[] }>('DescribeAlarmHistory', {
        AlarmName: 'any',
        ...more,
      })
    ).AlarmHistoryItems;
  expect(await history({})).toEqual([]);
  const items = await history({ AlarmTypes: ['CompositeAlarm'], HistoryItemType: 'StateUpdate' });
  expect(items.map(({ HistorySummary }) => HistorySummary)).toEqual([
    'Alarm updated from OK to ALARM',
    'Alarm updated from INSUFFICIENT_DATA to OK',
  ]);
  expect(items).toMatchObject([{ AlarmType: 'CompositeAlarm' }, { AlarmType: 'CompositeAlarm' }]);
});

test('actions wait for the suppressor, and run when it does not go to ALARM', async () => {
  const { platform, put, set, composite, details, told } = await setUp();
  await put('any', 'ALARM(a)', SUPPRESSED);
  await platform.pass(120);
  expect(told()).toEqual(['OK']);
  await set('a', 'ALARM');
  expect(details('any').at(-1)?.state).toMatchObject({
    value: 'ALARM',
    actionsSuppressedBy: 'WaitPeriod',
    actionsSuppressedReason: 'Actions suppressed by WaitPeriod',
  });
  await platform.pass(119);
  expect(told()).toEqual(['OK']);
  expect(await composite('any')).toMatchObject({ ActionsSuppressedBy: 'WaitPeriod' });
  await platform.pass(1);
  expect(told()).toEqual(['OK', 'ALARM']);
  expect((await composite('any')).ActionsSuppressedBy).toBeUndefined();
  // No second event: the value has not changed.
  expect(details('any')).toHaveLength(2);
});

test('while the suppressor is in ALARM nothing is told, and after it only when the extension period has passed', async () => {
  const { platform, put, set, composite, told } = await setUp();
  await put('any', 'ALARM(a)', SUPPRESSED);
  await platform.pass(120);
  await set('a', 'ALARM');
  await platform.pass(60);
  await set('maintenance', 'ALARM');
  await platform.pass(3600);
  expect(await composite('any')).toMatchObject({ StateValue: 'ALARM', ActionsSuppressedBy: 'Alarm' });
  await set('maintenance', 'OK');
  expect(await composite('any')).toMatchObject({ ActionsSuppressedBy: 'ExtensionPeriod' });
  await platform.pass(179);
  expect(told()).toEqual(['OK']);
  await platform.pass(1);
  expect(told()).toEqual(['OK', 'ALARM']);
});

test('what comes and goes during a suppression is never told', async () => {
  const { platform, put, set, composite, told } = await setUp();
  await put('any', 'ALARM(a)', SUPPRESSED);
  await platform.pass(120);
  await set('a', 'ALARM');
  await platform.pass(60);
  await set('a', 'OK');
  expect(await composite('any')).not.toHaveProperty('ActionsSuppressedBy');
  await platform.pass(3600);
  expect(told()).toEqual(['OK']);
});

test('DescribeAlarms shows composite alarms only when asked for them, and relations in short', async () => {
  const { ask, put } = await setUp();
  await put('low', 'ALARM(a)');
  await put('high', 'ALARM(low) OR ALARM(b)');
  const names = async (input: object) => {
    const { MetricAlarms = [], CompositeAlarms = [] } = await ask<DescribeAlarmsOutput>('DescribeAlarms', input);
    return [...MetricAlarms, ...CompositeAlarms].map(({ AlarmName }) => AlarmName);
  };
  expect(await names({})).toEqual(['a', 'b', 'maintenance']);
  expect(await names({ AlarmTypes: ['CompositeAlarm'] })).toEqual(['high', 'low']);
  expect(await names({ AlarmTypes: ['CompositeAlarm', 'MetricAlarm'], AlarmNames: ['low', 'a'] })).toEqual([
    'a',
    'low',
  ]);
  expect(await names({ ChildrenOfAlarmName: 'high' })).toEqual(['b', 'low']);
  expect(await names({ ParentsOfAlarmName: 'low' })).toEqual(['high']);
  const { CompositeAlarms } = await ask<DescribeAlarmsOutput>('DescribeAlarms', { ParentsOfAlarmName: 'a' });
  expect(CompositeAlarms).toEqual([{ AlarmName: 'low', AlarmArn: `${ARN}low` }]);
  await expect(names({ ChildrenOfAlarmName: 'high', StateValue: 'OK' })).rejects.toThrow(
    'cannot be specified together',
  );
});

test('an alarm in use cannot be deleted, and composite alarms only one at a time', async () => {
  const { ask, put } = await setUp();
  await put('low', 'ALARM(a)', SUPPRESSED);
  await put('high', 'ALARM(low)');
  const remove = (...AlarmNames: string[]) => ask('DeleteAlarms', { AlarmNames });
  await expect(remove('a')).rejects.toThrow('Cannot delete a as there are composite alarm(s) depending on it.');
  await expect(remove('a', 'maintenance', 'b')).rejects.toThrow('Cannot delete a,maintenance as there are');
  await expect(remove('low')).rejects.toThrow('Cannot delete low');
  await expect(remove('low', 'high')).rejects.toThrow('At most one composite alarm');
  await remove('high');
  await remove('low', 'a');
  const { MetricAlarms = [] } = await ask<DescribeAlarmsOutput>('DescribeAlarms');
  expect(MetricAlarms.map(({ AlarmName }) => AlarmName)).toEqual(['b', 'maintenance']);
});

test('a cycle is kept but not evaluated, and cannot be deleted until it is broken', async () => {
  const { ask, put, set, composite } = await setUp();
  await put('x', 'ALARM(a)');
  await put('y', 'ALARM(x)');
  await put('x', 'ALARM(a) OR ALARM(y)');
  await set('a', 'ALARM');
  expect((await composite('x')).StateValue).toBe('OK');
  await expect(ask('DeleteAlarms', { AlarmNames: ['y'] })).rejects.toThrow('Cannot delete y');
  await put('x', 'FALSE');
  await ask('DeleteAlarms', { AlarmNames: ['y'] });
});

test.each<[string, object, string]>([
  [
    'alarms that are not there',
    { AlarmRule: 'ALARM(a) OR ALARM(gone) OR OK(lost)' },
    'Could not save the composite alarm as alarms [gone, lost] in the alarm rule do not exist',
  ],
  ['itself', { AlarmRule: 'ALARM(new)' }, 'alarms [new] in the alarm rule do not exist'],
  ['a suppressor without periods', { ActionsSuppressor: 'a' }, 'are required with ActionsSuppressor'],
  ['periods without a suppressor', { ActionsSuppressorWaitPeriod: 1 }, 'need an ActionsSuppressor'],
  ['no rule', { AlarmRule: undefined }, "Value null at 'alarmRule' failed to satisfy constraint"],
  ['an action that is no topic', { OKActions: ['arn:aws:ssm:us-east-1:0:opsitem:1'] }, 'only SNS topics'],
])('%s is refused', async (_, change, message) => {
  const { ask } = await setUp();
  await expect(ask('PutCompositeAlarm', { AlarmName: 'new', AlarmRule: 'ALARM(a)', ...change })).rejects.toThrow(
    message,
  );
});
