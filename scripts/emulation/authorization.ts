import { CONDITION_KEYS, CONDITION_OPERATORS } from '../../local/authorization/conditions';
import { PRINCIPAL_TYPES } from '../../local/authorization/principals';
import { AWS_MANAGED_POLICIES } from '../../local/services/iam/aws-managed-policies';
import { names, section, table } from './markdown';

/** Who may do what, and how far policies are understood. */
export const authorization = (): string =>
  section(
    'Authorization',
    [
      'Every call is decided by the policies of roles and resources, as AWS decides it, and denied in AWS’s words; `npm run local --',
      '--authorization record` denies nothing. Whoever has a key that no role was given is the operator, the account’s administrator:',
      'he may everything but become a role that does not trust him. A role that nobody has made may nothing, and no service can act as',
      'it: `CreateFunction` and `CreateStateMachine` refuse it, as on AWS. Make it first (`aws iam create-role`), also with',
      '`npm run local -- --empty`. What is changed counts at once, where AWS takes seconds. Signatures are not checked.',
    ].join('\n'),
    table(
      ['part of a policy', 'here; the rest is refused by name'],
      [
        ['principals', names(PRINCIPAL_TYPES)],
        [
          'condition operators',
          `${names(CONDITION_OPERATORS)}, all but \`Null\` also with \`IfExists\` and \`ForAnyValue:\``,
        ],
        ['condition keys', names(CONDITION_KEYS)],
        ['managed policies of AWS', names(AWS_MANAGED_POLICIES)],
      ],
    ),
  );
