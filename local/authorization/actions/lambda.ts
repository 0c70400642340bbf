import type {
  CreateFunctionRequest,
  GetFunctionRequest,
  UpdateFunctionConfigurationRequest,
} from '@aws-sdk/client-lambda';
import { parseFunctionName } from '../../services/lambda/function-name';
import { type Home, type Needs, type NeedsOf, on, onAll, passing } from './need';

type OfFunction = Pick<GetFunctionRequest, 'FunctionName'>;
type Qualified = Pick<GetFunctionRequest, 'FunctionName' | 'Qualifier'>;

/** Checked against the function, whichever version or alias the call is about. */
const onFunction =
  (action: string): NeedsOf =>
  (input: OfFunction, home) =>
    on(`lambda:${action}`, arnOf(parseFunctionName(input.FunctionName ?? '', undefined, home).name, undefined, home));

/** Checked against what the call names, with its qualifier: a grant on the function alone is no grant on its alias. */
const onQualified =
  (action: string): NeedsOf =>
  (input: Qualified, home) => {
    const { name, qualifier } = parseFunctionName(input.FunctionName ?? '', input.Qualifier, home);
    return on(`lambda:${action}`, arnOf(name, qualifier, home));
  };

const onTagged =
  (action: string): NeedsOf =>
  ({ Resource = '' }: { readonly Resource?: string }) =>
    on(`lambda:${action}`, Resource);

const arnOf = (name: string, qualifier: string | undefined, { region, account }: Home): string =>
  `arn:aws:lambda:${region}:${account}:function:${name}${qualifier === undefined ? '' : `:${qualifier}`}`;

/**
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html, and for qualified calls
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-api-permissions-ref.html
 */
export const lambda: Needs = {
  AddPermission: onQualified('AddPermission'),
  CreateAlias: onFunction('CreateAlias'),
  CreateFunction: (input: CreateFunctionRequest, home) => [
    ...onFunction('CreateFunction')(input as never, home),
    ...passing(input.Role, 'lambda.amazonaws.com'),
  ],
  DeleteAlias: onFunction('DeleteAlias'),
  DeleteFunction: onQualified('DeleteFunction'),
  DeleteFunctionConcurrency: onFunction('DeleteFunctionConcurrency'),
  DeleteFunctionEventInvokeConfig: onFunction('DeleteFunctionEventInvokeConfig'),
  GetAccountSettings: onAll('lambda:GetAccountSettings'),
  GetAlias: onFunction('GetAlias'),
  GetFunction: onQualified('GetFunction'),
  GetFunctionConcurrency: onFunction('GetFunctionConcurrency'),
  GetFunctionConfiguration: onQualified('GetFunctionConfiguration'),
  GetFunctionEventInvokeConfig: onFunction('GetFunctionEventInvokeConfig'),
  GetPolicy: onQualified('GetPolicy'),
  Invoke: onQualified('InvokeFunction'),
  ListAliases: onFunction('ListAliases'),
  ListFunctionEventInvokeConfigs: onFunction('ListFunctionEventInvokeConfigs'),
  ListFunctions: onAll('lambda:ListFunctions'),
  ListTags: onTagged('ListTags'),
  ListVersionsByFunction: onFunction('ListVersionsByFunction'),
  PublishVersion: onFunction('PublishVersion'),
  PutFunctionConcurrency: onFunction('PutFunctionConcurrency'),
  PutFunctionEventInvokeConfig: onFunction('PutFunctionEventInvokeConfig'),
  RemovePermission: onQualified('RemovePermission'),
  TagResource: onTagged('TagResource'),
  UntagResource: onTagged('UntagResource'),
  UpdateAlias: onFunction('UpdateAlias'),
  UpdateFunctionCode: onFunction('UpdateFunctionCode'),
  UpdateFunctionConfiguration: (input: UpdateFunctionConfigurationRequest, home) => [
    ...onFunction('UpdateFunctionConfiguration')(input as never, home),
    ...passing(input.Role, 'lambda.amazonaws.com'),
  ],
  UpdateFunctionEventInvokeConfig: onFunction('UpdateFunctionEventInvokeConfig'),
};
