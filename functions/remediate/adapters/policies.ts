import { GetParameterCommand, GetParametersByPathCommand, type Parameter, SSMClient } from '@aws-sdk/client-ssm';
import type { Policy } from '../../policy';
import { parsePolicy } from '../../policy-schema';
import { ERROR_NAMES } from '../core/error-names';
import { messageOf, nameOf, TaskError } from '../errors';
import type { PoliciesPort } from '../ports';

/**
 * Policies as SSM parameters below one path. A heal reads its policy anew for each task: an operator's change counts from the
 * next one on. The patrol lists them all in each minute and reads those that have changed, because SSM grants all that an
 * account runs 40 reads a second.
 */
export function policyParameters(path: string, client = new SSMClient({})): PoliciesPort {
  const known = new Map<string, { readonly revision: string; readonly policy: Policy }>();

  return {
    async list() {
      const parameters = (await parametersBelow()).flatMap(({ Name, ...about }) =>
        Name === undefined ? [] : [{ targetId: Name.slice(path.length + 1), revision: revisionOf(about) }],
      );
      return parameters.sort((a, b) => (a.targetId < b.targetId ? -1 : 1));
    },

    all: async () => (await parametersBelow()).map(({ Name = '', Value = '' }) => parse(Name, Value)),

    async find(targetId, revision) {
      const before = known.get(targetId);
      if (before !== undefined && before.revision === revision) return before.policy;
      const name = `${path}/${targetId}`;
      const parameter = await read(name);
      const policy = parse(name, parameter.Value ?? '');
      known.set(targetId, { revision: revisionOf(parameter), policy });
      return policy;
    },
  };

  /** Ten a page: SSM gives no more at once. */
  async function parametersBelow(): Promise<readonly Parameter[]> {
    const found: Parameter[] = [];
    let token: string | undefined;
    do {
      const page = await client.send(
        new GetParametersByPathCommand({ Path: path, ...(token ? { NextToken: token } : {}) }),
      );
      found.push(...(page.Parameters ?? []));
      token = page.NextToken;
    } while (token !== undefined);
    return found;
  }

  async function read(name: string): Promise<Parameter> {
    try {
      const { Parameter } = await client.send(new GetParameterCommand({ Name: name }));
      return Parameter ?? {};
    } catch (error) {
      if (nameOf(error) !== 'ParameterNotFound') throw error;
      throw new TaskError(ERROR_NAMES.unknownTarget, `No policy is registered as ${name}.`, { cause: error });
    }
  }
}

/** A parameter that is deleted and made again counts its versions from 1 again. */
function revisionOf({ Version, LastModifiedDate }: Parameter): string {
  return `${Version}@${LastModifiedDate?.toISOString()}`;
}

function parse(name: string, text: string): Policy {
  try {
    return parsePolicy(text);
  } catch (error) {
    throw new TaskError(ERROR_NAMES.invalidPolicy, `Parameter ${name}: ${messageOf(error)}`, { cause: error });
  }
}
