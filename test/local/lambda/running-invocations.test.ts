import type { LambdaFunction } from '../../../local/services/lambda/lambda-function';
import { RunningInvocations } from '../../../local/services/lambda/running-invocations';
import type { FunctionStore } from '../../../local/services/lambda/store';

const functionNamed = (name: string, reservedConcurrency?: number) =>
  ({ name, reservedConcurrency }) as unknown as LambdaFunction;
const running = (...functions: LambdaFunction[]) =>
  new RunningInvocations({ all: () => functions } as unknown as FunctionStore);

const enter = (invocations: RunningInvocations, owner: LambdaFunction, times: number): unknown => {
  let last: unknown;
  for (let n = 0; n < times; n += 1) last = invocations.enter(owner);
  return last;
};

test('functions without a reservation share what the account of 1000 has left', () => {
  const [a, b, reserved] = [functionNamed('a'), functionNamed('b'), functionNamed('r', 900)];
  const invocations = running(a, b, reserved);
  expect(enter(invocations, reserved, 900)).toBe(900);
  expect(enter(invocations, a, 60)).toBe(60);
  expect(enter(invocations, b, 40)).toBe(40);
  const refused = { code: 'TooManyRequestsException', fields: { Reason: 'ConcurrentInvocationLimitExceeded' } };
  expect(invocations.enter(a)).toMatchObject(refused);
  invocations.leave(b);
  expect(invocations.enter(a)).toBe(61);
  expect(invocations.enter(b)).toMatchObject(refused);
});

test('a function with a reservation has it to itself and no more', () => {
  const reserved = functionNamed('r', 2);
  const invocations = running(reserved);
  expect(enter(invocations, reserved, 2)).toBe(2);
  expect(invocations.enter(reserved)).toMatchObject({
    fields: { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' },
  });
  invocations.leave(reserved);
  expect(invocations.enter(reserved)).toBe(2);
});
