import { type Api, makeApi } from './api';
import { readFaultSettings } from './faults';
import { logger, measure, traced } from './telemetry';

const { SERVICE_NAME, AWS_LAMBDA_FUNCTION_VERSION } = process.env;
if (!SERVICE_NAME) throw new Error('SERVICE_NAME is not set: the stack gives it to the function');

// Read once: the environment belongs to the version, and a bad value must stop it before it serves anybody.
const faults = readFaultSettings(process.env);

const api = makeApi({
  service: SERVICE_NAME,
  version: AWS_LAMBDA_FUNCTION_VERSION ?? '$LATEST',
  faults,
  random: Math.random,
  now: () => Date.now(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  measure,
});

export const handler: Api = (event, context) =>
  traced(async () => {
    logger.addContext(context);
    const answer = await api(event, context);
    logger.info('served', { path: event.rawPath, statusCode: answer.statusCode });
    return answer;
  });
