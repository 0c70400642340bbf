import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { Stage } from './support/stage';

const parameter = (name: string, value: unknown) => ({
  Type: 'AWS::SSM::Parameter',
  Properties: { Name: name, Type: 'String', Value: value },
});
/** A stack that exports a value under a name; without one it has the value all the same. */
const exporter = (value: string, name?: string) => ({
  Resources: { A: parameter('/a', value) },
  Outputs: {
    Out: { Value: { 'Fn::GetAtt': ['A', 'Value'] }, ...(name === undefined ? {} : { Export: { Name: name } }) },
  },
});
const importer = (name: string, path: string) => ({
  Resources: { B: parameter(path, { 'Fn::ImportValue': name }) },
  dependsOn: ['producer'],
});

let stage: Stage;
beforeEach(async () => {
  stage = await Stage.open();
});
afterEach(() => stage.close());

const stored = async (Name: string) =>
  (await stage.cloud.client(SSMClient).send(new GetParameterCommand({ Name }))).Parameter?.Value;

describe('an export that another stack uses', () => {
  beforeEach(() => stage.deployAll({ producer: exporter('one', 'shared'), consumer: importer('shared', '/b') }));

  it('cannot change its value', async () => {
    await expect(stage.deployAll({ producer: exporter('two', 'shared') })).rejects.toThrow(
      'Stack producer: Export shared cannot be updated as it is in use by consumer; the update was rolled back (UPDATE_ROLLBACK_COMPLETE)',
    );
    expect(await stored('/a')).toBe('one');
    expect(stage.stack('producer').events.find(({ status }) => status === 'UPDATE_ROLLBACK_IN_PROGRESS')?.reason).toBe(
      'Export shared cannot be updated as it is in use by consumer',
    );
  });

  it('cannot be removed', async () => {
    await stage.deployAll({ producer: exporter('one', 'shared'), other: importer('shared', '/c') });
    await expect(stage.deployAll({ producer: exporter('one') })).rejects.toThrow(
      'Export shared cannot be deleted as it is in use by consumer and other',
    );
  });

  it('keeps its stack from being deleted, which then is as it was', async () => {
    await expect(stage.cloud.delete('producer')).rejects.toThrow(
      'Export shared cannot be deleted as it is in use by consumer; nothing was deleted (CREATE_COMPLETE)',
    );
    expect(await stored('/a')).toBe('one');
  });

  it('may change once nobody uses it', async () => {
    await stage.deployAll({
      producer: exporter('one', 'shared'),
      consumer: { Resources: { B: parameter('/b', 'x') } },
    });
    await stage.deployAll({ producer: exporter('two', 'shared') });
    expect(stage.stack('producer').outputs).toEqual([{ key: 'Out', value: 'two', exportName: 'shared' }]);
  });

  it('cannot be made a second time by another stack', async () => {
    const second = {
      Resources: { C: parameter('/c', 'x') },
      Outputs: { Out: { Value: 'x', Export: { Name: 'shared' } } },
    };
    await expect(stage.deployAll({ second })).rejects.toThrow(
      'Export with name shared is already exported by stack producer.',
    );
    expect(stage.stack('second').status).toBe('ROLLBACK_COMPLETE');
  });
});

it('an export comes with the update of one stack and is used by the update of the next', async () => {
  await stage.deployAll({ producer: exporter('one'), consumer: { Resources: { B: parameter('/b', 'x') } } });
  const done = await stage.deployAll({ producer: exporter('one', 'new'), consumer: importer('new', '/b') });
  expect(done.map(({ outcome }) => outcome)).toEqual(['updated', 'updated']);
  expect(await stored('/b')).toBe('one');
});

it('an import of what nobody exports fails the stack that asks for it', async () => {
  await stage.deployAll({ producer: exporter('one'), consumer: { Resources: { B: parameter('/b', 'x') } } });
  await expect(stage.deployAll({ producer: exporter('one'), consumer: importer('missing', '/b') })).rejects.toThrow(
    /Stack consumer: B \(AWS::SSM::Parameter\) failed: No export named missing found.*\(UPDATE_ROLLBACK_COMPLETE\)/,
  );
  expect(await stored('/b')).toBe('x');
});

it('a value by Fn::GetStackOutput may change, and reaches its user with that one’s next deployment', async () => {
  const consumer = {
    Resources: { B: parameter('/b', { 'Fn::GetStackOutput': { StackName: 'producer', OutputName: 'Out' } }) },
    dependsOn: ['producer'],
  };
  await stage.deployAll({ producer: exporter('one'), consumer });
  await stage.deployAll({ producer: exporter('two') });
  expect(await stored('/b')).toBe('one');
  await stage.deployAll({ consumer: { ...consumer, dependsOn: [] } });
  expect(await stored('/b')).toBe('two');
});
