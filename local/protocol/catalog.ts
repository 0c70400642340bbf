import type { ServiceName } from '../kernel/platform';
import type { Constraints } from './check-constraints';
import cloudformation from './constraints/cloudformation.json';
import dynamodb from './constraints/dynamodb.json';
import events from './constraints/events.json';
import lambda from './constraints/lambda.json';
import logs from './constraints/logs.json';
import ssm from './constraints/ssm.json';

/** A wire protocol family. Services that speak JSON are also answered in CBOR where a client asks for it. */
export type WireProtocol = 'rest-json' | 'json' | 'query';

export interface ServiceDescription {
  readonly name: ServiceName;
  /** The service's name in the credential scope of a signature; tells whom a request is for. */
  readonly signingName: string;
  readonly protocol: WireProtocol;
  /** XML namespace of the answers of a query service. */
  readonly xmlNamespace?: string;
  /** True where input and output go through as they stand on the wire (DynamoDB's engine speaks the wire format). */
  readonly verbatim?: boolean;
  /** True where a JSON service once spoke AWS Query, and tells the codes of that in a header. */
  readonly queryCompatible?: true;
  /** The service's error for an input that breaks the constraints of its model; by default a ValidationException. */
  readonly validationError?: string;
  /** What the service's API model says about values, where the framework in front of the service checks it. */
  readonly constraints?: Constraints;
  /** Loads the SDK's client package, which exports the schema of every operation as `<Operation>$`. */
  readonly schemas: () => Promise<object>;
}

/** Services of the embedded AWS and where their schemas come from. */
export const CATALOG: readonly ServiceDescription[] = [
  {
    name: 'apigatewayv2',
    signingName: 'apigateway',
    protocol: 'rest-json',
    schemas: () => import('@aws-sdk/client-apigatewayv2'),
  },
  {
    name: 'cloudformation',
    signingName: 'cloudformation',
    protocol: 'query',
    xmlNamespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
    validationError: 'ValidationError',
    constraints: cloudformation,
    schemas: () => import('@aws-sdk/client-cloudformation'),
  },
  {
    name: 'cloudwatch',
    signingName: 'monitoring',
    protocol: 'json',
    queryCompatible: true,
    schemas: () => import('@aws-sdk/client-cloudwatch'),
  },
  {
    name: 'dynamodb',
    signingName: 'dynamodb',
    protocol: 'json',
    verbatim: true,
    constraints: dynamodb,
    schemas: () => import('@aws-sdk/client-dynamodb'),
  },
  {
    name: 'events',
    signingName: 'events',
    protocol: 'json',
    constraints: events,
    schemas: () => import('@aws-sdk/client-eventbridge'),
  },
  {
    name: 'iam',
    signingName: 'iam',
    protocol: 'query',
    xmlNamespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
    schemas: () => import('@aws-sdk/client-iam'),
  },
  {
    name: 'lambda',
    signingName: 'lambda',
    protocol: 'rest-json',
    constraints: lambda,
    schemas: () => import('@aws-sdk/client-lambda'),
  },
  {
    name: 'logs',
    signingName: 'logs',
    protocol: 'json',
    validationError: 'InvalidParameterException',
    constraints: logs,
    schemas: () => import('@aws-sdk/client-cloudwatch-logs'),
  },
  {
    name: 'sns',
    signingName: 'sns',
    protocol: 'query',
    xmlNamespace: 'http://sns.amazonaws.com/doc/2010-03-31/',
    schemas: () => import('@aws-sdk/client-sns'),
  },
  {
    name: 'sqs',
    signingName: 'sqs',
    protocol: 'json',
    queryCompatible: true,
    schemas: () => import('@aws-sdk/client-sqs'),
  },
  {
    name: 'ssm',
    signingName: 'ssm',
    protocol: 'json',
    constraints: ssm,
    schemas: () => import('@aws-sdk/client-ssm'),
  },
  { name: 'states', signingName: 'states', protocol: 'json', schemas: () => import('@aws-sdk/client-sfn') },
  {
    name: 'sts',
    signingName: 'sts',
    protocol: 'query',
    xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
    schemas: () => import('@aws-sdk/client-sts'),
  },
];
