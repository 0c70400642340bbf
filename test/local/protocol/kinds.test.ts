import { Cloud } from '../../../local/cloud';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await Cloud.start({ time: 'virtual' });
});
afterAll(() => cloud.close());

const authorization = (service: string) =>
  `AWS4-HMAC-SHA256 Credential=key/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=x`;
const post = (service: string, headers: Record<string, string>, body: string) =>
  fetch(cloud.endpoint, { method: 'POST', headers: { authorization: authorization(service), ...headers }, body });

test('CloudWatch is called by a form, too, and answers in XML', async () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
  const put =
    'Action=PutMetricAlarm&Version=2010-08-01&AlarmName=a&Namespace=n&MetricName=m&Statistic=Sum&Period=60' +
    '&EvaluationPeriods=1&Threshold=1&ComparisonOperator=GreaterThanThreshold&Dimensions.member.1.Name=d&Dimensions.member.1.Value=v';
  expect((await post('monitoring', form, put)).status).toBe(200);
  const answer = await post('monitoring', form, 'Action=DescribeAlarms&AlarmNames.member.1=a');
  expect(await answer.text()).toMatch(/<DescribeAlarmsResult>.*<Dimensions><member><Name>d<\/Name>/);
  const refused = await post('monitoring', form, 'Action=DescribeAlarmHistory&MaxRecords=0');
  expect(await refused.text()).toContain('<Code>ValidationError</Code>');
});

test.each([
  ['SetAlarmState', { AlarmName: 'none', StateValue: 'OK', StateReason: 'r' }, 'ResourceNotFound', 'ResourceNotFound'],
  ['SetAlarmState', { AlarmName: 'a', StateValue: 'NO', StateReason: 'r' }, 'ValidationException', 'ValidationError'],
  ['GetDashboard', { DashboardName: 'none' }, 'ResourceNotFound', 'ResourceNotFound'],
  [
    'PutMetricData',
    { Namespace: 'n', MetricData: [{ MetricName: 'm', Value: 1, Values: [1] }] },
    'InvalidParameterCombinationException',
    'InvalidParameterCombination',
  ],
])(
  '%s answers the error by the name of its shape, and by its old code in a header',
  async (operation, input, shape, code) => {
    const answer = await post(
      'monitoring',
      { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `X.${operation}` },
      JSON.stringify(input),
    );
    expect(answer.headers.get('x-amzn-query-error')).toBe(`${code};Sender`);
    expect(await answer.json()).toMatchObject({ __type: shape });
  },
);

test('only a service that once spoke AWS Query tells an old code', async () => {
  const ask = (service: string, operation: string, input: object) =>
    post(
      service,
      { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `X.${operation}` },
      JSON.stringify(input),
    );
  const missing = await ask('ssm', 'GetParameter', { Name: 'none' });
  expect(missing.headers.get('x-amzn-query-error')).toBeNull();
  expect(await missing.json()).toEqual({ __type: 'ParameterNotFound' });
  const unnamed = await ask('sqs', 'CreateQueue', { QueueName: 'a b' });
  expect(unnamed.headers.get('x-amzn-query-error')).toBe('InvalidParameterValue;Sender');
  const unknown = await ask('sqs', 'CreateQueue', { QueueName: 'a', Attributes: { Typo: 'x' } });
  expect(unknown.headers.get('x-amzn-query-error')).toBe('InvalidAttributeName;Sender');
  expect(await unnamed.json()).toMatchObject({ __type: 'InvalidParameterValueException' });
});

test('who asks in JSON 1.1 is answered in it', async () => {
  const kind = 'application/x-amz-json-1.1';
  const answer = await post('logs', { 'content-type': kind, 'x-amz-target': 'X.DescribeLogGroups' }, '{}');
  expect(answer.headers.get('content-type')).toBe(kind);
});

test.each([
  ['s3', 'GET', '/', {}, '<Error><Code>NotEmulated</Code>'],
  [
    'route53',
    'GET',
    '/2013-04-01/hostedzone',
    {},
    '<ErrorResponse><Error><Type>Receiver</Type><Code>NotEmulated</Code>',
  ],
  ['ec2', 'POST', '/', { 'content-type': 'application/x-www-form-urlencoded' }, '<Code>NotEmulated</Code>'],
  ['kinesis', 'POST', '/', { 'content-type': 'application/x-amz-json-1.1' }, '"__type":"NotEmulated"'],
  ['apigateway', 'GET', '/restapis', {}, '"__type":"NotEmulated"'],
])('%s is refused by name, in the protocol of its clients', async (service, method, path, headers, start) => {
  const answer = await fetch(`${cloud.endpoint}${path}`, {
    method,
    headers: { authorization: authorization(service), ...headers },
  });
  expect(answer.status).toBe(501);
  const body = await answer.text();
  expect(body).toContain(start);
  expect(body).toContain(`does not implement the service`);
  expect(body).toContain(service);
});
