import { Agent, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import dynalite from 'dynalite';
import { ServiceError } from '../../kernel/errors';

/** dynalite checks that a request is signed, not by whom; our front door knows the caller. */
const SIGNED = {
  authorization:
    'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=local',
  'x-amz-date': '20260101T000000Z',
};

/** DynamoDB itself: dynalite, behind a socket of its own, spoken to in DynamoDB's wire format. */
export class Engine {
  private readonly server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  private readonly agent = new Agent({ keepAlive: true });
  private port: Promise<number> | undefined;

  async send(operation: string, input: object): Promise<object> {
    const { status, body } = await this.post(operation, JSON.stringify(input));
    const answer = JSON.parse(body);
    if (status === 200) return answer;
    const { __type: type, message, Message, ...fields } = answer;
    const code = String(type).slice(String(type).lastIndexOf('#') + 1);
    throw new ServiceError(code, message ?? Message ?? '', status, fields);
  }

  async close(): Promise<void> {
    if (this.port === undefined) return;
    await this.port;
    this.agent.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private listen(): Promise<number> {
    this.port ??= new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(0, '127.0.0.1', () => resolve((this.server.address() as AddressInfo).port));
    });
    return this.port;
  }

  private async post(operation: string, body: string): Promise<{ status: number; body: string }> {
    const port = await this.listen();
    return new Promise((resolve, reject) => {
      const sent = request(
        {
          host: '127.0.0.1',
          port,
          method: 'POST',
          agent: this.agent,
          headers: {
            ...SIGNED,
            'content-type': 'application/x-amz-json-1.0',
            'content-length': Buffer.byteLength(body),
            'x-amz-target': `DynamoDB_20120810.${operation}`,
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 500, body: Buffer.concat(chunks).toString('utf8') }),
          );
          response.on('error', reject);
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  }
}
