import { type AttestInput, makeHandler } from '../../../../functions/remediate/attest';
import type { Signal } from '../../../../functions/remediate/core/attest';
import { type Handover, readRecords } from '../../../../functions/remediate/handover';
import { FakeLambda, fakePorts } from './fakes';
import { POLICY } from './policy';

export const CLEAN = { FAILURE_RATE: '0' };
export const served = (requests: number, errors = 0) => ({ requests, errors, p95Ms: requests === 0 ? null : 80 });

export const VERSION_1 = { pk: 'TARGET#orders', sk: 'VERSION#1' };

/** A patrol every minute; each visit sees what the version has served so far. */
export function patrol(variables: Record<string, string> = CLEAN) {
  const lambda = new FakeLambda();
  lambda.deploy(variables);
  const fakes = fakePorts(lambda);
  const attest = makeHandler(fakes.ports, 'dev');
  return {
    ...fakes,
    visit: async (seconds = 60, asked: Omit<AttestInput, 'targetId'> = {}) => {
      fakes.world.now += seconds * 1000;
      return attest({ targetId: POLICY.targetId, ...asked });
    },
    /** As a sweep finds it now. */
    handover: async (signals: readonly Signal[] = fakes.world.alarms): Promise<Handover> => ({
      ...(await readRecords(fakes.table, POLICY.targetId)),
      signals,
    }),
    entry: (version = '1') => fakes.table.get({ pk: 'TARGET#orders', sk: `VERSION#${version}` }),
  };
}
