import { ServiceError } from '../../../local/kernel/errors';
import type { ServiceName } from '../../../local/kernel/platform';
import { modelledConstraints } from '../../../local/protocol/check-constraints';
import { OPERATOR } from '../support/platform';

/** What the constraints say to a call, or `passed`. */
async function said(service: ServiceName, operation: string, input: object): Promise<string> {
  const call = { service, operation, input, principal: OPERATOR, requestId: 'r' };
  try {
    return String(await modelledConstraints(call, async () => 'passed'));
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return `${error.code}: ${error.message}`;
  }
}

describe('the constraints of an API model', () => {
  test('let through what keeps them', async () => {
    expect(await said('events', 'PutRule', { Name: 'r', ScheduleExpression: 'rate(1 minute)' })).toBe('passed');
  });

  test('are not asked where a service has none', async () => {
    expect(await said('sqs', 'SendMessage', {})).toBe('passed');
  });

  test('tell all that is wrong at once', async () => {
    expect(await said('events', 'PutRule', { Name: `${'n'.repeat(65)}!`, State: 'ON' })).toMatch(
      /^ValidationException: 3 validation errors detected: Value 'n+!' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: .*; Value 'n+!' at 'name' failed .*: Member must have length less than or equal to 64; Value 'ON' at 'state' failed .*: Member must satisfy enum value set: \[/,
    );
  });

  test('tell a required member that is missing, at any depth', async () => {
    const input = { Rule: 'r', Targets: [{ Id: 'a', Arn: 'arn:aws:sqs:x' }, { Id: 'b' }] };
    expect(await said('events', 'PutTargets', input)).toContain(
      "Value null at 'targets.2.member.arn' failed to satisfy constraint: Member must not be null",
    );
  });

  test('tell all rules of the values of a map, whichever is broken', async () => {
    const input = {
      FunctionName: 'f',
      Name: 'live',
      FunctionVersion: '1',
      RoutingConfig: { AdditionalVersionWeights: { 2: 2 } },
    };
    expect(await said('lambda', 'CreateAlias', input)).toBe(
      "ValidationException: 1 validation error detected: Value '{2=2.0}' at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: " +
        'Map value must satisfy constraint: [Member must have value less than or equal to 1.0, Member must have value greater than or equal to 0.0, Member must not be null]',
    );
  });

  test('do not show what is secret', async () => {
    const input = { FunctionName: 'f', Environment: { Variables: { 'a-b': 'secret' } } };
    expect(await said('lambda', 'UpdateFunctionConfiguration', input)).toMatch(
      /: Value at 'environment.variables' failed to satisfy constraint: Map keys must satisfy constraint: \[/,
    );
  });

  test("are broken in the service's own words for it", async () => {
    expect(await said('logs', 'CreateLogGroup', { logGroupName: 'a b' })).toMatch(
      /^InvalidParameterException: 1 validation error detected: Value 'a b' at 'logGroupName'/,
    );
  });
});
