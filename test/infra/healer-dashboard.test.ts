import { HEALER_METRICS } from '../../functions/contract';
import { flatten, resource, synth } from './support/synth';

const { DashboardBody } = resource(synth().healer, 'AWS::CloudWatch::Dashboard').Properties;
const body = flatten(DashboardBody);

describe('the dashboard', () => {
  const { namespace, dimensions, ...metrics } = HEALER_METRICS;

  test.each(Object.values(metrics))('shows %s, with the dimension that the healer emits', (metric) => {
    expect(body).toContain(`"${namespace}","${metric}","${dimensions.environment}","dev"`);
  });

  test('shows the newest count of unprotected targets, and not the sum over the page’s time', () => {
    const { widgets } = JSON.parse(body) as { widgets: { properties: { title?: string; metrics?: unknown[][] } }[] };
    const single = widgets.find(({ properties }) => properties.title === 'Targets without a version to roll back to');
    expect(single).toMatchObject({ properties: { view: 'singleValue' } });
    expect(single?.properties.metrics?.[0]?.at(-1)).toMatchObject({ stat: 'Maximum' });
  });
});

test('no alarm watches the unprotected targets: a new one is always among them', () => {
  expect(JSON.stringify(synth().healer.findResources('AWS::CloudWatch::Alarm'))).not.toContain(
    HEALER_METRICS.unprotected,
  );
});
