import {
  GetAliasCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  InvokeCommand,
  LambdaClient,
  UpdateAliasCommand,
} from '@aws-sdk/client-lambda';
import { HostileBench } from './bench';

let bench: HostileBench;
afterEach(() => bench.close());

const start = async (controlPlaneLimit?: boolean): Promise<void> => {
  bench = await HostileBench.start(controlPlaneLimit === undefined ? {} : { controlPlaneLimit });
  await bench.deploy('f', 'exports.handler = async () => 1');
};

/** How many of `count` requests at one moment pass the limit, whatever is answered then. */
const passing = async (count: number, command: object): Promise<number> => {
  let passed = 0;
  for (let n = 0; n < count; n += 1) {
    const error = await bench.ask(LambdaClient, command).then(
      () => undefined,
      (thrown) => thrown,
    );
    if (error?.name !== 'TooManyRequestsException') passed += 1;
    else expect(error).toMatchObject({ Reason: 'CallerRateLimitExceeded', $metadata: { httpStatusCode: 429 } });
  }
  return passed;
};
const FunctionName = 'f';

test('lets 15 requests a second pass, of all operations together', async () => {
  await start(true);
  expect(await passing(10, new GetFunctionConfigurationCommand({ FunctionName }))).toBe(10);
  expect(await passing(10, new UpdateAliasCommand({ FunctionName, Name: 'a' }))).toBe(5);
  expect(await passing(1, new GetAliasCommand({ FunctionName, Name: 'a' }))).toBe(0);
  await bench.pass(0.2);
  expect(await passing(9, new GetFunctionConfigurationCommand({ FunctionName }))).toBe(3);
  await bench.pass(600);
  expect(await passing(20, new GetFunctionConfigurationCommand({ FunctionName }))).toBe(15);
});

test('counts GetFunction and GetPolicy for themselves, and invocations not at all', async () => {
  await start(true);
  expect(await passing(20, new GetFunctionConfigurationCommand({ FunctionName }))).toBe(15);
  expect(await passing(105, new GetFunctionCommand({ FunctionName }))).toBe(100);
  expect(await passing(20, new GetPolicyCommand({ FunctionName }))).toBe(15);
  expect(await passing(20, new InvokeCommand({ FunctionName, InvocationType: 'DryRun' }))).toBe(20);
});

test('is not there unless asked for', async () => {
  await start();
  expect(await passing(120, new GetFunctionConfigurationCommand({ FunctionName }))).toBe(120);
});
