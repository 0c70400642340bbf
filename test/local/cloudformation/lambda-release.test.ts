import {
  CreateAliasCommand,
  GetAliasCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { type Resources, Stage } from './support/stage';

let stage: Stage;
let lambda: LambdaClient;
beforeEach(async () => {
  stage = await Stage.open();
  lambda = stage.cloud.client(LambdaClient);
});
afterEach(() => stage.close());

interface Release {
  readonly code?: { readonly S3Bucket: string; readonly S3Key: string };
  readonly variables?: Readonly<Record<string, string>>;
  /** Logical id of the version: CDK derives it from code and configuration. */
  readonly version: string;
  readonly properties?: Readonly<Record<string, unknown>>;
}

const SOURCE = 'exports.handler = async () => process.env.COLOUR';

/** A function behind the alias `live`, as CDK writes it. */
function service({ code = stage.codeOf(SOURCE), variables = {}, version, properties = {} }: Release): Resources {
  return {
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: code,
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Role: 'arn:aws:iam::000000000000:role/f',
        Environment: { Variables: variables },
        ...properties,
      },
    },
    [version]: {
      Type: 'AWS::Lambda::Version',
      Properties: { FunctionName: { Ref: 'Function' } },
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
    },
    Alias: {
      Type: 'AWS::Lambda::Alias',
      Properties: {
        FunctionName: { Ref: 'Function' },
        FunctionVersion: { 'Fn::GetAtt': [version, 'Version'] },
        Name: 'live',
      },
    },
  };
}

const call = <T>(work: () => Promise<T>): Promise<T> => stage.cloud.virtualClock().drive('call', work);

const liveVersion = async () =>
  (await lambda.send(new GetAliasCommand({ FunctionName: stage.ref('Function'), Name: 'live' }))).FunctionVersion;

const versions = async () =>
  (await lambda.send(new ListVersionsByFunctionCommand({ FunctionName: stage.ref('Function') }))).Versions?.map(
    ({ Version }) => Version,
  );

const configuration = () => lambda.send(new GetFunctionConfigurationCommand({ FunctionName: stage.ref('Function') }));

const moveAlias = (FunctionVersion: string) =>
  lambda.send(new UpdateAliasCommand({ FunctionName: stage.ref('Function'), Name: 'live', FunctionVersion }));

async function answer(): Promise<unknown> {
  const { Payload } = await call(() =>
    lambda.send(new InvokeCommand({ FunctionName: stage.ref('Function'), Qualifier: 'live' })),
  );
  return JSON.parse(Buffer.from(Payload ?? []).toString());
}

describe('a release by CloudFormation', () => {
  it('changes the function in place, publishes it, moves the alias, and keeps the version before', async () => {
    const code = stage.codeOf(SOURCE);
    await stage.deploy(service({ code, variables: { COLOUR: 'blue' }, version: 'VersionA' }));
    expect(await answer()).toBe('blue');
    const { changes } = await stage.deploy(service({ code, variables: { COLOUR: 'green' }, version: 'VersionB' }));
    expect(changes.map(({ logicalId, action }) => `${logicalId} ${action}`)).toEqual([
      'Function Modify',
      'VersionB Add',
      'Alias Modify',
      'VersionA Remove',
    ]);
    expect(await answer()).toBe('green');
    expect(await liveVersion()).toBe('2');
    expect(await versions()).toEqual(['$LATEST', '1', '2']);
    expect(stage.lastEvents()).toContain('VersionA DELETE_SKIPPED');
  });

  it('brings new code, waiting until it is the one that serves', async () => {
    await stage.deploy(service({ version: 'VersionA' }));
    const before = stage.cloud.clock.now();
    await stage.deploy(service({ code: stage.codeOf('exports.handler = async () => "new"'), version: 'VersionB' }));
    expect(await answer()).toBe('new');
    const { functionUpdate, stackUpdate } = { functionUpdate: 3_000, stackUpdate: 1_000 };
    // Function, version and alias; the version before is retained without an operation.
    expect(stage.cloud.clock.now() - before).toBeGreaterThanOrEqual(3 * stackUpdate + functionUpdate);
  });

  it('sends of the configuration only what changed in the template', async () => {
    const code = stage.codeOf(SOURCE);
    const variables = { COLOUR: 'blue' };
    await stage.deploy(
      service({ code, variables, version: 'VersionA', properties: { Timeout: 5, Description: 'one' } }),
    );
    const FunctionName = stage.ref('Function');
    await call(async () => {
      const Environment = { Variables: { ...variables, BY_HAND: 'yes' } };
      await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment }));
      await stage.cloud.clock.sleep(10_000);
    });
    await stage.deploy(service({ code, variables, version: 'VersionB', properties: { Timeout: '7' } }));
    expect(await configuration()).toMatchObject({
      Timeout: 7,
      Description: '',
      Environment: { Variables: { BY_HAND: 'yes' } },
    });
  });

  it('waits for an update of somebody else', async () => {
    const code = stage.codeOf(SOURCE);
    await stage.deploy(service({ code, variables: { COLOUR: 'blue' }, version: 'VersionA' }));
    const FunctionName = stage.ref('Function');
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 9 }));
    await stage.deploy(service({ code, variables: { COLOUR: 'green' }, version: 'VersionB' }));
    expect(await configuration()).toMatchObject({ Timeout: 9, Environment: { Variables: { COLOUR: 'green' } } });
  });

  it('leaves an alias that was rolled back where it is, as long as the template does not touch it', async () => {
    const code = stage.codeOf(SOURCE);
    const releaseOf = (timeout: number) =>
      ({
        code,
        variables: { COLOUR: 'green' },
        version: 'VersionB',
        properties: { Timeout: timeout },
      }) as const;
    await stage.deploy(service({ code, variables: { COLOUR: 'blue' }, version: 'VersionA' }));
    await stage.deploy(service(releaseOf(5)));
    await moveAlias('1');
    expect(await stage.deploy(service(releaseOf(5)))).toMatchObject({ outcome: 'unchanged' });
    await stage.deploy(service(releaseOf(6)));
    expect(await liveVersion()).toBe('1');
    await stage.deploy(service({ ...releaseOf(7), version: 'VersionC' }));
    expect(await liveVersion()).toBe('3');
  });

  it('shifts weights in place, and clears them when the template drops them', async () => {
    const code = stage.codeOf(SOURCE);
    const withWeights = (RoutingConfig?: unknown): Resources => {
      const resources = service({ code, variables: { COLOUR: 'green' }, version: 'VersionB' });
      const { Alias, ...others } = resources;
      if (Alias === undefined) throw new Error('There is no alias');
      return {
        ...others,
        Alias: { ...Alias, Properties: { ...Alias.Properties, ...(RoutingConfig ? { RoutingConfig } : {}) } },
      };
    };
    await stage.deploy(service({ code, variables: { COLOUR: 'blue' }, version: 'VersionA' }));
    await stage.deploy(withWeights({ AdditionalVersionWeights: [{ FunctionVersion: '1', FunctionWeight: '0.5' }] }));
    const alias = () => lambda.send(new GetAliasCommand({ FunctionName: stage.ref('Function'), Name: 'live' }));
    expect(await alias()).toMatchObject({
      FunctionVersion: '2',
      RoutingConfig: { AdditionalVersionWeights: { 1: 0.5 } },
    });
    await stage.deploy(withWeights());
    expect((await alias()).RoutingConfig).toBeUndefined();
  });

  it('replaces a function that gets another name, with all that hangs on it', async () => {
    const code = stage.codeOf(SOURCE);
    const named = (name: string, version: string) => service({ code, version, properties: { FunctionName: name } });
    await stage.deploy(named('first', 'Version'));
    await stage.deploy(named('second', 'Version'));
    expect(stage.ref('Alias')).toMatch(/:function:second:live$/);
    expect(await liveVersion()).toBe('1');
    await expect(lambda.send(new GetFunctionConfigurationCommand({ FunctionName: 'first' }))).rejects.toThrow(
      'Function not found',
    );
  });
});

describe('a version that would be no new one', () => {
  const REASON = 'A version for this Lambda function exists ( 2 ). Modify the function to create a new version.';

  it('fails the update in AWS’s words, and all is as before', async () => {
    const code = stage.codeOf(SOURCE);
    await stage.deploy(service({ code, variables: { COLOUR: 'blue' }, version: 'VersionA' }));
    const FunctionName = stage.ref('Function');
    // By hand, or by a healer: the configuration that the next release will have.
    await call(async () => {
      const Environment = { Variables: { COLOUR: 'green' } };
      await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment }));
      await stage.cloud.clock.sleep(10_000);
      await lambda.send(new PublishVersionCommand({ FunctionName }));
    });
    const error = await stage.failure(service({ code, variables: { COLOUR: 'green' }, version: 'VersionB' }));
    expect(error.message).toBe(
      `Stack app: VersionB (AWS::Lambda::Version) failed: ${REASON}; the update was rolled back (UPDATE_ROLLBACK_COMPLETE)`,
    );
    expect(stage.lastEvents()).toEqual([
      'app UPDATE_IN_PROGRESS',
      'Function UPDATE_IN_PROGRESS',
      'Function UPDATE_COMPLETE',
      'VersionB CREATE_IN_PROGRESS',
      'VersionB CREATE_FAILED',
      'app UPDATE_ROLLBACK_IN_PROGRESS',
      'Function UPDATE_IN_PROGRESS',
      'Function UPDATE_COMPLETE',
      'app UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
      'app UPDATE_ROLLBACK_COMPLETE',
    ]);
    expect(stage.stack().events.find(({ status }) => status === 'CREATE_FAILED')?.reason).toBe(REASON);
    expect(stage.stack().events.find(({ status }) => status === 'UPDATE_ROLLBACK_IN_PROGRESS')?.reason).toBe(
      'The following resource(s) failed to create: [VersionB]. ',
    );
    expect(await configuration()).toMatchObject({ Environment: { Variables: { COLOUR: 'blue' } } });
    expect(await liveVersion()).toBe('1');
    expect(stage.stack().resource('VersionA')).toBeDefined();
  });
});

describe('an alias that cannot be moved', () => {
  it('fails the update; the alias gets the version of the old template again, whatever it had by hand', async () => {
    const code = stage.codeOf(SOURCE);
    await stage.deploy(service({ code, variables: { COLOUR: 'blue' }, version: 'VersionA' }));
    await stage.deploy(service({ code, variables: { COLOUR: 'green' }, version: 'VersionB' }));
    await moveAlias('1');
    const resources = service({ code, variables: { COLOUR: 'red' }, version: 'VersionC' });
    const error = await stage.failure({
      ...resources,
      Second: {
        Type: 'AWS::Lambda::Alias',
        DependsOn: 'Alias',
        Properties: { FunctionName: { Ref: 'Function' }, FunctionVersion: '77', Name: 'second' },
      },
    });
    expect(error.message).toMatch(
      /Second \(AWS::Lambda::Alias\) failed: Function not found: .*:77; the update was rolled/,
    );
    expect(await liveVersion()).toBe('2');
    // Retained even so: RetainExceptOnCreate exists because Retain keeps what a failed update has made.
    expect(await versions()).toEqual(['$LATEST', '1', '2', '3']);
    expect(stage.lastEvents()).toContain('VersionC DELETE_SKIPPED');
  });
});

describe('deleting a version', () => {
  it('fails in the clean-up while an alias made by hand refers to it', async () => {
    const code = stage.codeOf(SOURCE);
    const unretained = (colour: string, version: string): Resources => {
      const resources = service({ code, variables: { COLOUR: colour }, version });
      return {
        ...resources,
        [version]: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Function' } } },
      };
    };
    await stage.deploy(unretained('blue', 'VersionA'));
    const FunctionName = stage.ref('Function');
    await lambda.send(new CreateAliasCommand({ FunctionName, Name: 'mine', FunctionVersion: '1' }));
    await stage.deploy(unretained('green', 'VersionB'));
    expect(stage.stack().status).toBe('UPDATE_COMPLETE');
    expect(stage.stack().events.find(({ status }) => status === 'DELETE_FAILED')?.reason).toBe(
      'Unable to delete version because the following aliases reference it: [mine]',
    );
    await stage.deploy(unretained('red', 'VersionC'));
    expect(await versions()).toEqual(['$LATEST', '1', '3']);
  });
});
