import { lambdaFunctions } from '../../../../functions/remediate/adapters/lambda';
import { named } from '../support/fakes';
import { POLICY } from '../support/policy';
import { actingBy } from '../support/targets';

const ORDERS = { ...POLICY, functionName: 'orders' };

function stub(answers: Record<string, (input: Record<string, unknown>) => unknown>) {
  const sent: { name: string; input: Record<string, unknown> }[] = [];
  const send = async (command: { constructor: { name: string }; input: Record<string, unknown> }) => {
    const name = command.constructor.name.replace(/Command$/, '');
    sent.push({ name, input: command.input });
    return answers[name]?.(command.input) ?? {};
  };
  return { sent, functions: lambdaFunctions(actingBy({ send })) };
}

describe('The Lambda adapter', () => {
  it('moves an alias with the given revision and always clears the weights', async () => {
    const { sent, functions } = stub({});
    await functions.moveAlias(ORDERS, '3', 'seen-before');
    expect(sent).toEqual([
      {
        name: 'UpdateAlias',
        input: {
          FunctionName: 'orders',
          Name: 'live',
          FunctionVersion: '3',
          RevisionId: 'seen-before',
          RoutingConfig: { AdditionalVersionWeights: {} },
        },
      },
    ]);
  });

  it('lists the versions of all pages, without $LATEST', async () => {
    const { functions } = stub({
      ListVersionsByFunction: ({ Marker }) =>
        Marker === undefined
          ? { Versions: [{ Version: '$LATEST' }, { Version: '1' }], NextMarker: 'more' }
          : { Versions: [{ Version: '2' }], NextMarker: '' },
    });
    expect((await functions.versions(ORDERS)).map(({ version }) => version)).toEqual(['1', '2']);
  });

  it('finds the versions that any alias names, of all pages, weighted ones included', async () => {
    const { functions } = stub({
      ListAliases: ({ Marker }) =>
        Marker === undefined
          ? { Aliases: [{ FunctionVersion: '3' }], NextMarker: 'more' }
          : {
              Aliases: [
                { FunctionVersion: '5', RoutingConfig: { AdditionalVersionWeights: { '7': 0.1 } } },
                { FunctionVersion: '3' },
              ],
            },
    });
    expect(await functions.aliasedVersions(ORDERS)).toEqual(new Set(['3', '5', '7']));
  });

  it('deletes one version, and never anything without a number: that would be the function', async () => {
    const { sent, functions } = stub({});
    await functions.deleteVersion(ORDERS, '3');
    expect(sent).toEqual([{ name: 'DeleteFunction', input: { FunctionName: 'orders', Qualifier: '3' } }]);
    for (const other of ['', '$LATEST', 'live']) {
      await expect(functions.deleteVersion(ORDERS, other)).rejects.toThrow('nothing is deleted');
    }
    expect(sent).toHaveLength(1);
  });

  it('asks for $LATEST without a qualifier, for which it has a permission of its own', async () => {
    const { sent, functions } = stub({});
    await functions.configuration(ORDERS, '$LATEST');
    await functions.configuration(ORDERS, '2');
    expect(sent.map(({ input }) => input)).toEqual([
      { FunctionName: 'orders' },
      { FunctionName: 'orders', Qualifier: '2' },
    ]);
  });

  it('tells an environment that cannot be read from an empty one', async () => {
    const { functions } = stub({
      GetFunctionConfiguration: ({ Qualifier }) =>
        Qualifier === '1' ? { Environment: { Error: { ErrorCode: 'KMSAccessDeniedException' } } } : {},
    });
    expect((await functions.configuration(ORDERS, '1'))?.variables).toBeNull();
    expect((await functions.configuration(ORDERS, '2'))?.variables).toEqual({});
  });

  it('compares what a release would change, and not what differs between any two versions', async () => {
    const configuration = { Handler: 'a', Environment: {}, SnapStart: { ApplyOn: 'None' } };
    const { functions } = stub({
      GetFunctionConfiguration: ({ Qualifier }) => ({
        ...configuration,
        Version: Qualifier,
        RevisionId: `of ${Qualifier}`,
        Description: `of ${Qualifier}`,
        LastModified: `of ${Qualifier}`,
        ConfigSha256: `of ${Qualifier}`,
        SnapStart: { ApplyOn: 'None', OptimizationStatus: Qualifier === '1' ? 'On' : 'Off' },
      }),
    });
    expect((await functions.configuration(ORDERS, '1'))?.settings).toEqual({ Handler: 'a', SnapStart: 'None' });
    expect((await functions.configuration(ORDERS, '2'))?.settings).toEqual({ Handler: 'a', SnapStart: 'None' });
  });

  it('reports what does not exist as such, and throws everything else', async () => {
    const { functions } = stub({
      GetAlias: () => {
        throw named('ResourceNotFoundException');
      },
      GetFunctionConfiguration: () => {
        throw named('AccessDeniedException');
      },
    });
    expect(await functions.alias(ORDERS)).toBeUndefined();
    await expect(functions.configuration(ORDERS, '1')).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});
