import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Clock, HOLD_HEADER } from '../kernel/clock';

/** One request, read to its end. Header names in lower case, repeated headers joined with a comma. */
export interface IncomingRequest {
  readonly method: string;
  readonly url: URL;
  /** Path as sent, still percent-encoded. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
  readonly sourceIp: string;
}

export interface OutgoingResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | Uint8Array;
}

/** Answers requests whose path starts with `prefix`. */
export interface Route {
  readonly prefix: string;
  /** False for what moves the clock itself: it must not hold the clock while it runs. */
  readonly holdsClock: boolean;
  handle(request: IncomingRequest): Promise<OutgoingResponse>;
}

/** Some more than CreateFunction's 50 MB zip in base64, so that Lambda itself can say that a zip is too large. */
const MAX_BODY_BYTES = 80 * 1024 * 1024;
/** 127.0.0.1 only: whoever reaches this port is the operator. */
const HOST = '127.0.0.1';

/** The one loopback port behind which everything answers. */
export class FrontDoor {
  private readonly server: Server;

  constructor(
    private readonly clock: Clock,
    /** First match wins, so the most general comes last. */
    private readonly routes: readonly Route[],
  ) {
    this.server = createServer((request, response) => void this.serve(request, response));
    this.server.keepAliveTimeout = 60_000;
  }

  /** Listens and returns the endpoint. Port 0 takes a free one. Rejects with a clear error when the port is taken. */
  listen(port: number): Promise<string> {
    return new Promise((resolve, reject) => {
      this.server.once('error', (error: NodeJS.ErrnoException) => {
        reject(
          error.code === 'EADDRINUSE'
            ? new Error(`Port ${port} is in use; choose another one with --port.`, { cause: error })
            : error,
        );
      });
      this.server.listen(port, HOST, () => resolve(`http://${HOST}:${(this.server.address() as AddressInfo).port}`));
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  private async serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const url = new URL(incoming.url ?? '/', `http://${HOST}`);
    const route = this.routes.find(({ prefix }) => url.pathname.startsWith(prefix));
    const answer = async (): Promise<void> => {
      try {
        const response = route === undefined ? NOT_FOUND : await route.handle(await read(incoming, url));
        send(outgoing, response, this.clock.now());
      } catch (error) {
        send(outgoing, internalError(error), this.clock.now());
      }
    };
    if (route?.holdsClock === false) return answer();
    const carried = incoming.headers[HOLD_HEADER];
    await this.clock.task(
      `${incoming.method} ${url.pathname}`,
      answer,
      typeof carried === 'string' ? carried.split(',') : [],
    );
  }
}

const NOT_FOUND: OutgoingResponse = { status: 404, headers: {}, body: '' };

function internalError(error: unknown): OutgoingResponse {
  const message = error instanceof Error ? error.message : String(error);
  return {
    status: 500,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': 'InternalFailure' },
    body: JSON.stringify({ __type: 'InternalFailure', message: `The embedded AWS failed: ${message}` }),
  };
}

async function read(incoming: IncomingMessage, url: URL): Promise<IncomingRequest> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new Error(`A request may have ${MAX_BODY_BYTES} bytes at most`);
    chunks.push(chunk);
  }
  return {
    method: incoming.method ?? 'GET',
    url,
    path: (incoming.url ?? '/').split('?')[0] ?? '/',
    headers: Object.fromEntries(
      Object.entries(incoming.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value]),
    ),
    body: Buffer.concat(chunks),
    sourceIp: incoming.socket.remoteAddress ?? HOST,
  };
}

/** @param now what AWS's clock says to whoever asks for the date; ms since the epoch */
function send(outgoing: ServerResponse, response: OutgoingResponse, now: number): void {
  if (outgoing.destroyed) return;
  outgoing.setHeader('date', new Date(now).toUTCString());
  outgoing.writeHead(response.status, response.headers as Record<string, string | string[]>);
  outgoing.end(response.body);
}
