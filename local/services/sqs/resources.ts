import { changedProperties } from '../../cloudformation/property-changes';
import type { Properties, ResourceContext, ResourceType } from '../../cloudformation/resource-type';
import { unlessGone } from '../../cloudformation/unless-gone';
import { isObject } from '../support/json';
import { type Tag, tagsFrom } from '../support/tags';
import { DEFAULT_ATTRIBUTES } from './queue-attributes';
import type { Queues } from './queues';

const ATTRIBUTES = [
  'ContentBasedDeduplication',
  'DeduplicationScope',
  'DelaySeconds',
  'FifoQueue',
  'FifoThroughputLimit',
  'KmsDataKeyReusePeriodSeconds',
  'KmsMasterKeyId',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'ReceiveMessageWaitTimeSeconds',
  'RedrivePolicy',
  'SqsManagedSseEnabled',
  'VisibilityTimeout',
];
/** What a property that is taken out of a template becomes. Recorded from AWS, and not all are a new queue's defaults. */
const WHEN_REMOVED: Readonly<Record<string, string>> = {
  ...DEFAULT_ATTRIBUTES,
  ContentBasedDeduplication: 'false',
  MaximumMessageSize: '262144',
};
/** These stay as they were. */
const KEPT_WHEN_REMOVED = ['DeduplicationScope', 'FifoThroughputLimit', 'SqsManagedSseEnabled'];
const MISSING = ['QueueDoesNotExist'];

export function queueType(queues: Queues): ResourceType {
  return {
    type: 'AWS::SQS::Queue',
    properties: ['QueueName', 'Tags', ...ATTRIBUTES],
    replacement: ['FifoQueue', 'QueueName'],
    nameProperty: 'QueueName',
    create: (properties, context) => {
      const name = (properties.QueueName as string | undefined) ?? generatedName(properties, context);
      const given = ATTRIBUTES.filter((attribute) => properties[attribute] !== undefined);
      const url = queues.createQueue({
        QueueName: name,
        tags: tagsFrom(properties.Tags as readonly Tag[]),
        Attributes: Object.fromEntries(given.map((attribute) => [attribute, textOf(properties[attribute])])),
      }).QueueUrl as string;
      return { ref: url, attributes: { Arn: queues.named(name).arn, QueueName: name, QueueUrl: url } };
    },
    update: (standing, properties) => {
      const changed = changedProperties(standing.properties, properties).filter((name) => ATTRIBUTES.includes(name));
      const given = changed.filter((name) => properties[name] !== undefined || !KEPT_WHEN_REMOVED.includes(name));
      const values = given.map((name) => [name, properties[name] ?? WHEN_REMOVED[name]] as const);
      queues.setQueueAttributes({
        QueueUrl: standing.ref,
        Attributes: Object.fromEntries(
          values.flatMap(([name, value]) => (value === undefined ? [] : [[name, textOf(value)]])),
        ),
      });
      // What has no default is not there at all.
      for (const [name, value] of values) if (value === undefined) queues.at(standing.ref).attributes.delete(name);
      queues.at(standing.ref).tags = tagsFrom(properties.Tags as readonly Tag[]);
      return standing;
    },
    delete: ({ ref }) => unlessGone(MISSING, () => queues.deleteQueue({ QueueUrl: ref })),
  };
}

const isFifo = ({ FifoQueue }: Properties): boolean => String(FifoQueue) === 'true';

/** The suffix that a FIFO queue needs counts towards the 80 characters. */
const generatedName = (properties: Properties, context: ResourceContext): string =>
  isFifo(properties) ? `${context.physicalName(75)}.fifo` : context.physicalName(80);

/** Attributes are text; a policy in a template is an object. */
const textOf = (value: unknown): string => (isObject(value) ? JSON.stringify(value) : String(value));

export function queuePolicyType(queues: Queues): ResourceType {
  const put = (properties: Properties): void => {
    const policy = JSON.stringify(properties.PolicyDocument);
    for (const url of queuesOf(properties)) {
      queues.setQueueAttributes({ QueueUrl: url, Attributes: { Policy: policy } });
    }
  };
  const clear = async (urls: readonly string[]): Promise<void> => {
    for (const url of urls) await unlessGone(MISSING, () => queues.at(url).attributes.delete('Policy'));
  };
  return {
    type: 'AWS::SQS::QueuePolicy',
    properties: ['PolicyDocument', 'Queues'],
    replacement: [],
    create: (properties, context) => {
      put(properties);
      const id = context.physicalName();
      return { ref: id, attributes: { Id: id } };
    },
    update: async (standing, properties) => {
      put(properties);
      const kept = queuesOf(properties);
      await clear(queuesOf(standing.properties).filter((url) => !kept.includes(url)));
      return standing;
    },
    delete: ({ properties }) => clear(queuesOf(properties)),
  };
}

const queuesOf = ({ Queues: urls = [] }: Properties) => urls as readonly string[];
