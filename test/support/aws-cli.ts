import * as cloudformation from '@aws-sdk/client-cloudformation';
import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import * as logs from '@aws-sdk/client-cloudwatch-logs';
import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as events from '@aws-sdk/client-eventbridge';
import * as lambda from '@aws-sdk/client-lambda';
import * as stepfunctions from '@aws-sdk/client-sfn';
import * as sqs from '@aws-sdk/client-sqs';
import * as ssm from '@aws-sdk/client-ssm';
import { NormalizedSchema } from '@smithy/core/schema';
import type { Cloud } from '../../local/cloud';
import { type Files, inputOf, kebab } from './cli-input';
import { search } from './jmespath';

/** Services by the CLI's name for them. */
const SERVICES: Readonly<Record<string, { readonly module: object; readonly client: unknown }>> = {
  cloudformation: { module: cloudformation, client: cloudformation.CloudFormationClient },
  cloudwatch: { module: cloudwatch, client: cloudwatch.CloudWatchClient },
  dynamodb: { module: dynamodb, client: dynamodb.DynamoDBClient },
  events: { module: events, client: events.EventBridgeClient },
  lambda: { module: lambda, client: lambda.LambdaClient },
  logs: { module: logs, client: logs.CloudWatchLogsClient },
  sqs: { module: sqs, client: sqs.SQSClient },
  ssm: { module: ssm, client: ssm.SSMClient },
  stepfunctions: { module: stepfunctions, client: stepfunctions.SFNClient },
};

const GLOBAL_OPTIONS = ['query', 'output', 'max-items', 'no-paginate', 'endpoint-url'];

/** Members that the CLI calls otherwise, since one of its global options has their name. */
const RENAMED: Readonly<Record<string, string>> = { 'task-output': 'output' };

/** Seconds between two looks of the CLI's waiters. */
const WAITER_SECONDS = 5;

interface Sender {
  send(command: object): Promise<Record<string, unknown>>;
}

interface Command {
  readonly words: readonly string[];
  readonly options: ReadonlyMap<string, readonly string[]>;
}

/**
 * A small AWS CLI for tests, since a fresh machine has none: sends `aws <service> <operation> --options` through the
 * SDK. What it does not understand is an error.
 * @param words of the command line after `aws`, as a shell would hand them over
 * @returns what the CLI would print, without the last line's end
 */
export async function runAws(cloud: Cloud, words: readonly string[], files: Files): Promise<string> {
  const { words: positional, options } = parse(words);
  const [service = '', operation = '', ...rest] = positional;
  const known = SERVICES[service];
  if (known === undefined) throw new Error(`Service ${service} is not supported`);
  refuseOtherEndpoint(cloud, options);
  const sender = cloud.client(known.client as new () => never) as unknown as Sender;
  const own = new Map(
    [...options]
      .filter(([name]) => !GLOBAL_OPTIONS.includes(name))
      .map(([name, given]) => [RENAMED[name] ?? name, given]),
  );

  if (operation === 'wait') {
    await wait(
      cloud,
      sender,
      `${service} ${rest.join(' ')}`,
      inputOf(inputSchema(lambda, 'GetFunctionConfiguration'), own, files),
    );
    return '';
  }
  const name = operationNamed(known.module, operation);
  const CommandClass = (known.module as Record<string, new (input: object) => object>)[`${name}Command`];
  if (CommandClass === undefined) throw new Error(`${service} has no command ${name}`);
  const answer = await sender.send(new CommandClass(inputOf(inputSchema(known.module, name), own, files)));
  const { $metadata: _, ...output } = name === 'Invoke' ? invokeOutput(answer, rest) : answer;
  return print(firstItems(output, options), options);
}

function parse(words: readonly string[]): Command {
  const positional: string[] = [];
  const options = new Map<string, string[]>();
  let current: string[] | undefined;
  for (const [index, word] of words.entries()) {
    // `aws lambda invoke ... /dev/stdout`: the one positional word that follows the options.
    if (word === '/dev/stdout' && index === words.length - 1) positional.push(word);
    else if (word.startsWith('--')) {
      current = [];
      if (options.has(word.slice(2))) throw new Error(`${word} is given twice`);
      options.set(word.slice(2), current);
    } else (current ?? positional).push(word);
  }
  return { words: positional, options };
}

function operationNamed(module: object, operation: string): string {
  const commands = Object.keys(module).flatMap((key) =>
    key.endsWith('Command') ? [key.slice(0, -'Command'.length)] : [],
  );
  const found = commands.find((name) => kebab(name) === operation);
  if (found === undefined) throw new Error(`There is no operation ${operation}`);
  return found;
}

/** The static schema of an operation is an array: [9, namespace, name, traits, input, output]. */
function inputSchema(module: object, operation: string): NormalizedSchema {
  const schema = (module as Record<string, unknown[]>)[`${operation}$`];
  return NormalizedSchema.of(schema?.[4] as never);
}

/** On either AWS the address of a queue is on the endpoint itself. */
function refuseOtherEndpoint(cloud: Cloud, options: Command['options']): void {
  const endpoint = options.get('endpoint-url')?.[0];
  if (endpoint !== undefined && endpoint !== cloud.endpoint)
    throw new Error(`--endpoint-url ${endpoint} is not this cloud`);
}

async function wait(cloud: Cloud, sender: Sender, waiter: string, input: object): Promise<void> {
  if (waiter !== 'lambda function-updated') throw new Error(`The waiter "${waiter}" is not supported`);
  for (;;) {
    const found = await sender.send(new lambda.GetFunctionConfigurationCommand(input as never));
    if (found.LastUpdateStatus === 'Successful') return;
    if (found.LastUpdateStatus === 'Failed') throw new Error('Waiter function-updated: the update failed');
    await cloud.clock.sleep(WAITER_SECONDS * 1000);
  }
}

function invokeOutput(
  { Payload, ...answer }: Record<string, unknown>,
  rest: readonly string[],
): Record<string, unknown> {
  if (rest.join() !== '/dev/stdout') throw new Error('invoke must write to /dev/stdout');
  return { ...answer, printed: Buffer.from(Payload as Uint8Array).toString() };
}

function firstItems(output: Record<string, unknown>, options: Command['options']): Record<string, unknown> {
  const [most] = options.get('max-items') ?? [];
  if (most === undefined) return output;
  // The CLI prints its own marker as one more line of text.
  if (options.get('output')?.[0] === 'text') throw new Error('--max-items with --output text prints "None" as well');
  return Object.fromEntries(
    Object.entries(output).map(([name, value]) => [name, Array.isArray(value) ? value.slice(0, Number(most)) : value]),
  );
}

function print(output: Record<string, unknown>, options: Command['options']): string {
  const json = JSON.parse(JSON.stringify(output)) as unknown;
  const [query] = options.get('query') ?? [];
  const value = query === undefined ? json : search(query, json);
  const [format = 'json'] = options.get('output') ?? [];
  if (format === 'text') return asText(value);
  if (format !== 'json' && format !== 'table') throw new Error(`--output ${format} is not supported`);
  return JSON.stringify(value, null, 4);
}

function asText(value: unknown): string {
  if (value === null) return 'None';
  if (!Array.isArray(value)) return typeof value === 'object' ? JSON.stringify(value) : String(value);
  const rows = value.some(Array.isArray) ? value.map(asText) : [value.map(asText).join('\t')];
  return rows.join('\n');
}
