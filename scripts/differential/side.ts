import { CATALOG } from '../../local/protocol/catalog';
import type { Outcome, Step } from './step';

/** How the SDK's clients reach one side; what is not given they find as they always do. */
export interface Side {
  readonly endpoint?: string;
  readonly region?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

type Constructor = new (argument: object) => { send(command: object): Promise<object> };

/** Makes one call through the SDK. @throws what is no answer of a service, such as a connection that fails */
export async function call(side: Side, { service, operation, input }: Step): Promise<Outcome> {
  const description = CATALOG.find(({ name }) => name === service);
  const sdk = (await description?.schemas()) as Readonly<Record<string, unknown>>;
  const clientName = Object.keys(sdk).find((name) => /Client$/.test(name) && name !== '__Client');
  const Client = sdk[clientName ?? ''] as Constructor;
  const Command = sdk[`${operation}Command`] as new (input: object) => object;
  try {
    const { $metadata, ...answer } = (await new Client({ ...side, maxAttempts: 3 }).send(new Command(input))) as {
      $metadata: { httpStatusCode?: number };
    };
    return { status: $metadata.httpStatusCode ?? 0, code: undefined, answer };
  } catch (error) {
    const { $metadata, name } = error as { $metadata?: { httpStatusCode?: number }; name: string };
    if ($metadata?.httpStatusCode === undefined) throw error;
    return { status: $metadata.httpStatusCode, code: name, answer: undefined };
  }
}
