import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { PROBE_HEADER } from '../contract';
import { type Answer, answerTo, answerWithFault, type Identity, withColdStart } from './answer';
import { drawFault, type FaultSettings } from './faults';

/** One served request, as it is measured. */
export interface Served {
  readonly fault: boolean;
  readonly latencyMs: number;
}

/** What the API is built from; the handler passes the real ones, tests their own. */
export interface ApiParts {
  readonly service: string;
  readonly version: string;
  readonly faults: FaultSettings;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly measure: (served: Served, context: Context) => void;
}

export type Api = (event: APIGatewayProxyEventV2, context: Context) => Promise<Answer>;

/** Thrown by FAILURE_MODE=crash. */
export class InjectedCrash extends Error {
  override readonly name = 'InjectedCrash';
}

/** The protected API. Its faults come from its own configuration alone: nothing in a request can switch one on. */
export function makeApi(parts: ApiParts): Api {
  // Made once for a Lambda environment, so its first request is the cold start.
  let served = false;
  return async (event, context) => {
    const started = parts.now();
    const marked = served ? (answer: Answer) => answer : withColdStart;
    served = true;
    const identity: Identity = { service: parts.service, version: parts.version, requestId: context.awsRequestId };
    const measure = (served: Served): void => {
      // Probes are the healer's own traffic: they must not make an alarm ring, nor fall silent.
      if (event.headers?.[PROBE_HEADER] === undefined) parts.measure(served, context);
    };
    const elapsed = (): number => parts.now() - started;

    const fault = drawFault(parts.faults, parts.random, started);
    if (fault.latencyMs > 0) await parts.sleep(fault.latencyMs);

    switch (fault.failure) {
      case 'none': {
        // Not every caller is API Gateway: an invoke probe may send less than a whole event.
        const http = event.requestContext?.http as { method?: string; path?: string } | undefined;
        const answer = answerTo(http?.method ?? '', event.rawPath ?? '', identity);
        measure({ fault: false, latencyMs: elapsed() });
        return marked(answer);
      }
      case 'error':
        measure({ fault: true, latencyMs: elapsed() });
        return marked(answerWithFault(identity));
      case 'crash':
        // Measured before it throws: afterwards nobody is left to do it.
        measure({ fault: true, latencyMs: elapsed() });
        throw new InjectedCrash('FAILURE_MODE=crash');
      case 'timeout': {
        const remaining = context.getRemainingTimeInMillis();
        measure({ fault: true, latencyMs: elapsed() + remaining });
        // A timer holds the process; a bare pending promise would let it end at once. A minute more than is left
        // makes certain that it is Lambda who ends it.
        await parts.sleep(remaining + 60_000);
        throw new InjectedCrash('FAILURE_MODE=timeout outlived its time limit');
      }
      default:
        return fault.failure satisfies never;
    }
  };
}
