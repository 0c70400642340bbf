/** A role of a template that lets a service act as it, with these statements in a policy of its own. */
export const role = (service: string, statements: readonly object[] = []) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } }],
    },
    Policies: [{ PolicyName: 'own', PolicyDocument: { Version: '2012-10-17', Statement: statements } }],
  },
});

export const allow = (action: string | readonly string[], resource: unknown = '*') => ({
  Effect: 'Allow',
  Action: action,
  Resource: resource,
});

export const arnOf = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });
