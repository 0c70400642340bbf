import { Logger } from '@aws-lambda-powertools/logger';
import type { Log } from '../ports';

/** Structured logs, one JSON object a line. The level comes from POWERTOOLS_LOG_LEVEL. */
export function logger(task: string): Log {
  const powertools = new Logger({ serviceName: 'healer', persistentLogAttributes: { task } });
  return {
    info: (message, fields = {}) => powertools.info(message, fields),
    error: (message, fields = {}) => powertools.error(message, fields),
  };
}
