import { type Needs, type NeedsOf, on, onAll } from './need';

/** A stack's ARN ends in an id that nobody chooses; without a name it is every stack. */
const onStack =
  (action: string): NeedsOf =>
  ({ StackName }: { readonly StackName?: string }, { region, account }) => {
    if (StackName === undefined) return on(`cloudformation:${action}`, '*');
    const arn = StackName.startsWith('arn:')
      ? StackName
      : `arn:aws:cloudformation:${region}:${account}:stack/${StackName}/*`;
    return on(`cloudformation:${action}`, arn);
  };

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html */
export const cloudformation: Needs = {
  CreateChangeSet: onStack('CreateChangeSet'),
  CreateStack: onStack('CreateStack'),
  DeleteChangeSet: onStack('DeleteChangeSet'),
  DeleteStack: onStack('DeleteStack'),
  DescribeChangeSet: onStack('DescribeChangeSet'),
  DescribeStackEvents: onStack('DescribeStackEvents'),
  DescribeStackResource: onStack('DescribeStackResource'),
  DescribeStackResources: onStack('DescribeStackResources'),
  DescribeStacks: onStack('DescribeStacks'),
  ExecuteChangeSet: onStack('ExecuteChangeSet'),
  GetTemplate: onStack('GetTemplate'),
  GetTemplateSummary: onStack('GetTemplateSummary'),
  ListChangeSets: onStack('ListChangeSets'),
  ListExports: onAll('cloudformation:ListExports'),
  ListImports: onAll('cloudformation:ListImports'),
  ListStackResources: onStack('ListStackResources'),
  ListStacks: onAll('cloudformation:ListStacks'),
  UpdateStack: onStack('UpdateStack'),
  UpdateTerminationProtection: onStack('UpdateTerminationProtection'),
  ValidateTemplate: onAll('cloudformation:ValidateTemplate'),
};
