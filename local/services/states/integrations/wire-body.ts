import type { ServiceName } from '../../../kernel/platform';

/** The body with which a service answers: its length is in the metadata of an optimised integration. */
export function wireBody(service: ServiceName, output: object, requestId: string): string {
  return service === 'sns' ? publishResponse(output, requestId) : json(output);
}

/** The SDK's output is the wire's JSON but for dates, which AWS writes in seconds: 1.713421621019E9. */
function json(output: object): string {
  const dates = new Map<string, string>();
  const text = JSON.stringify(output, function (this: Record<string, unknown>, key, value: unknown) {
    const original = this[key];
    if (!(original instanceof Date)) return value;
    const mark = `\u0000${dates.size}`;
    dates.set(JSON.stringify(mark), (original.getTime() / 1000).toExponential().replace('e+', 'E'));
    return mark;
  });
  return [...dates].reduce((so, [mark, date]) => so.replace(mark, date), text);
}

/** The only answer in XML: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
function publishResponse(output: object, requestId: string): string {
  const members = Object.entries(output).map(([name, value]) => `    <${name}>${String(value)}</${name}>`);
  return [
    '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">',
    '  <PublishResult>',
    ...members,
    '  </PublishResult>',
    '  <ResponseMetadata>',
    `    <RequestId>${requestId}</RequestId>`,
    '  </ResponseMetadata>',
    '</PublishResponse>',
    '',
  ].join('\n');
}
