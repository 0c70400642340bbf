import { GetParameterCommand, GetParametersByPathCommand, type Parameter, SSMClient } from '@aws-sdk/client-ssm';
import type { Policy } from '../../policy';
import { parsePolicy } from '../../policy-schema';
import { ERROR_NAMES } from '../core/error-names';
import { messageOf, nameOf, TaskError } from '../errors';
import type { PoliciesPort } from '../ports';

/** Policies as SSM parameters below one path. Read anew each time: an operator's change counts from the next task on. */
export function policyParameters(path: string, client = new SSMClient({})): PoliciesPort {
  return {
    async targetIds() {
      const names = (await list()).flatMap(({ Name }) => (Name === undefined ? [] : [Name]));
      return names.map((name) => name.slice(path.length + 1)).sort();
    },

    all: async () => (await list()).map(({ Name = '', Value = '' }) => parse(Name, Value)),

    async find(targetId) {
      const name = `${path}/${targetId}`;
      return parse(name, await read(name));
    },
  };

  /** Ten a page: SSM gives no more at once. */
  async function list(): Promise<readonly Parameter[]> {
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

  async function read(name: string): Promise<string> {
    try {
      const { Parameter } = await client.send(new GetParameterCommand({ Name: name }));
      return Parameter?.Value ?? '';
    } catch (error) {
      if (nameOf(error) !== 'ParameterNotFound') throw error;
      throw new TaskError(ERROR_NAMES.unknownTarget, `No policy is registered as ${name}.`, { cause: error });
    }
  }
}

function parse(name: string, text: string): Policy {
  try {
    return parsePolicy(text);
  } catch (error) {
    throw new TaskError(ERROR_NAMES.invalidPolicy, `Parameter ${name}: ${messageOf(error)}`, { cause: error });
  }
}
