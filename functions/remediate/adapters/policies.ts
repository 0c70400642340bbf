import { GetParameterCommand, GetParametersByPathCommand, SSMClient } from '@aws-sdk/client-ssm';
import { parsePolicy } from '../../contract';
import { ERROR_NAMES } from '../core/error-names';
import { messageOf, nameOf, TaskError } from '../errors';
import type { PoliciesPort } from '../ports';

/** Policies as SSM parameters below one path. Read anew each time: an operator's change counts from the next task on. */
export function policyParameters(path: string, client = new SSMClient({})): PoliciesPort {
  return {
    async targetIds() {
      const names: string[] = [];
      let token: string | undefined;
      do {
        const page = await client.send(
          new GetParametersByPathCommand({ Path: path, ...(token ? { NextToken: token } : {}) }),
        );
        names.push(...(page.Parameters ?? []).flatMap(({ Name }) => (Name === undefined ? [] : [Name])));
        token = page.NextToken;
      } while (token !== undefined);
      return names.map((name) => name.slice(path.length + 1)).sort();
    },

    async find(targetId) {
      const name = `${path}/${targetId}`;
      const text = await read(name);
      try {
        return parsePolicy(text);
      } catch (error) {
        throw new TaskError(ERROR_NAMES.invalidPolicy, `Parameter ${name}: ${messageOf(error)}`, { cause: error });
      }
    },
  };

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
