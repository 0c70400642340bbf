import type { DescribeAlarmsOutput } from '@aws-sdk/client-cloudwatch';
import type { ResourceContext, ResourceType } from '../../../local/cloudformation/resource-type';
import { createCloudWatch } from '../../../local/services/cloudwatch';
import { TestPlatform } from '../support/platform';

const context: ResourceContext = {
  stackName: 'stack',
  logicalId: 'Any',
  physicalName: () => 'stack-Any-1',
  assetPath: () => '',
};

function setUp() {
  const platform = new TestPlatform();
  const cloudwatch = createCloudWatch(platform);
  platform.register(cloudwatch.service);
  const type = (name: string): ResourceType => {
    const found = cloudwatch.resources.find(({ type }) => type === name);
    if (found === undefined) throw new Error(`no ${name}`);
    return found;
  };
  const composites = async () => {
    await platform.pass(0);
    const input = { AlarmTypes: ['CompositeAlarm'] };
    return (await platform.ask<DescribeAlarmsOutput>('cloudwatch', 'DescribeAlarms', input)).CompositeAlarms;
  };
  return { composites, alarm: type('AWS::CloudWatch::Alarm'), composite: type('AWS::CloudWatch::CompositeAlarm') };
}

test('a template makes, changes and deletes composite alarms, with numbers that may be strings', async () => {
  const { alarm, composite, composites } = setUp();
  const child = {
    AlarmName: 'child',
    Namespace: 'N',
    MetricName: 'm',
    Statistic: 'Sum',
    Period: '60',
    EvaluationPeriods: '1',
    Threshold: '1',
    ComparisonOperator: 'GreaterThanThreshold',
  };
  const standingChild = { ...(await alarm.create(child, context)), properties: child };
  const properties = {
    AlarmRule: 'ALARM(child)',
    ActionsSuppressor: 'child',
    ActionsSuppressorWaitPeriod: '60',
    ActionsSuppressorExtensionPeriod: 60,
  };
  const created = await composite.create(properties, context);
  expect(created).toEqual({
    ref: 'stack-Any-1',
    attributes: { Arn: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:stack-Any-1' },
  });
  expect(await composites()).toMatchObject([{ AlarmName: 'stack-Any-1', ActionsSuppressorWaitPeriod: 60 }]);
  const standing = { ...created, properties };
  await composite.update?.(standing, { AlarmRule: 'TRUE' }, context);
  expect(await composites()).toMatchObject([{ AlarmRule: 'TRUE', StateValue: 'ALARM' }]);
  expect(() => composite.create({ AlarmRule: 'ALARM(other)' }, context)).toThrow('alarms [other] in the alarm rule');
  await composite.delete(standing);
  await composite.delete(standing);
  await alarm.delete(standingChild);
  expect(await composites()).toEqual([]);
});
