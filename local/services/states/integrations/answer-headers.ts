import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { ServiceName } from '../../../kernel/platform';

type Headers = Readonly<Record<string, string>>;

/** What a service's answer was, as far as its HTTP headers tell. */
export interface HttpAnswer {
  /** Bytes of the body as it goes over the wire. */
  readonly body: string | Uint8Array;
  readonly requestId: string;
  /** ms since the epoch. */
  readonly now: number;
}

/**
 * The HTTP headers that an optimised integration shows in SdkHttpMetadata, by name. Recorded on AWS: each service has
 * its own set.
 */
export function answerHeaders(service: ServiceName, answer: HttpAnswer, own: Headers = {}): Headers {
  return sorted({
    'Content-Length': String(lengthOf(answer.body)),
    'Content-Type': CONTENT_TYPE[service] ?? 'application/x-amz-json-1.0',
    Date: new Date(answer.now).toUTCString(),
    'x-amzn-RequestId': answer.requestId,
    ...SPECIAL[service]?.(answer),
    ...(SPECIAL[service] === undefined && { connection: 'keep-alive' }),
    ...own,
  });
}

const CONTENT_TYPE: Readonly<Partial<Record<ServiceName, string>>> = { lambda: 'application/json', sns: 'text/xml' };

/** Headers that only one service has. */
const SPECIAL: Readonly<Partial<Record<ServiceName, (answer: HttpAnswer) => Headers>>> = {
  dynamodb: ({ body }) => ({ Connection: 'keep-alive', Server: 'Server', 'x-amz-crc32': String(crc32(body)) }),
  lambda: (answer) => ({
    Connection: 'keep-alive',
    'x-amzn-Remapped-Content-Length': '0',
    'X-Amzn-Trace-Id': traceId(answer),
  }),
};

function lengthOf(body: string | Uint8Array): number {
  return typeof body === 'string' ? Buffer.byteLength(body) : body.length;
}

/** Not a trace, since nothing is traced: an id that looks like one, and is of this answer alone. */
function traceId({ requestId, now }: HttpAnswer): string {
  const hex = createHash('sha256').update(requestId).digest('hex');
  const seconds = Math.floor(now / 1000).toString(16);
  return `root=1-${seconds}-${hex.slice(0, 24)};parent=${hex.slice(24, 40)};sampled=0;lineage=1:${hex.slice(40, 48)}:0`;
}

/** AWS sorts header names without regard to case. */
function sorted(headers: Headers): Headers {
  const key = (name: string): string => name.toLowerCase();
  return Object.fromEntries(Object.entries(headers).sort(([a], [b]) => (key(a) < key(b) ? -1 : 1)));
}
