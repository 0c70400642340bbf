import { ServiceError } from '../kernel/errors';
import type { StackDeployment } from '../services/cloudformation';
import type { IncomingRequest, OutgoingResponse, Route } from './front-door';
import { json, notAllowed } from './local-answer';

export const DEPLOY_PATH = '/_local/deploy';

/**
 * `POST {"assembly": "<folder>"}` deploys a cloud assembly over what stands, and answers when that is done: in virtual
 * time at the pace at which the clock is moved. A folder is taken from where the server was started.
 */
export function deployRoute(deploy: (assembly: string) => Promise<StackDeployment[]>): Route {
  return {
    prefix: DEPLOY_PATH,
    holdsClock: true,
    async handle(request) {
      if (request.path !== DEPLOY_PATH) return json(404, { message: `There is no ${request.path}.` });
      if (request.method !== 'POST') return notAllowed('POST');
      // Only browsers send it: no page that somebody has open may deploy here.
      if (request.headers.origin !== undefined) return json(403, { message: 'Not from a browser.' });
      const assembly = assemblyOf(request);
      if (assembly === undefined) {
        return json(400, { message: 'The body must be {"assembly": "<folder>"}, a folder that cdk synth wrote.' });
      }
      return answer(() => deploy(assembly));
    },
  };
}

async function answer(deploy: () => Promise<StackDeployment[]>): Promise<OutgoingResponse> {
  try {
    const deployed = await deploy();
    return json(200, {
      stacks: deployed.map(({ stack, outcome, changes }) => ({
        name: stack.name,
        status: stack.status,
        outcome,
        changes,
      })),
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return json(error instanceof ServiceError ? 409 : 422, { message });
  }
}

function assemblyOf({ body }: IncomingRequest): string | undefined {
  try {
    const assembly = JSON.parse(body.toString('utf8'))?.assembly;
    return typeof assembly === 'string' && assembly !== '' ? assembly : undefined;
  } catch {
    return undefined;
  }
}
