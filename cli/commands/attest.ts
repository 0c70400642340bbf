import { entryOf } from '../../functions/remediate/core/candidates';
import { describeFaults, faultsIn, hasFaults } from '../../functions/remediate/core/faults';
import { attestedBy, type HealthyEntry, type LedgerEntry } from '../../functions/remediate/core/ledger';
import { quarantineOf } from '../../functions/remediate/core/redeploy';
import { audit, note } from '../audit';
import { caller } from '../caller';
import { type Command, requiredReason, versionWord, word } from '../command';
import { readVersion, type VersionNow } from '../functions';
import type { Healer } from '../healer';
import { openIncident, readLease } from '../lease';
import { Refusal } from '../refusal';
import { findTarget, type Target } from '../targets';
import { pasteable } from '../text';
import { readVersions, replaceVersion, storedVersion } from '../versions';

export const attest: Command = {
  name: 'attest',
  summary: 'call a version Healthy on your word',
  words: ['target', 'version'],
  options: ['reason', 'by'],
  required: ['reason'],
  details: `The healer may then roll back to it. For a target with too little traffic for the patrol to judge, whose versions \
would stay Baking for ever. Refused for a version that is quarantined or redeploys a quarantined one (release it first), \
that does not exist, or that carries an injected fault.`,
  prepare(given) {
    const [targetId, version] = [word(given, 0), versionWord(given, 1)];
    const reason = requiredReason(given);
    return async (call) => {
      const { healer } = call;
      const { codeSha256 } = await findSound(healer, await findTarget(healer, targetId), version);
      const ledger = await readVersions(healer.table, targetId);
      const before = entryOf(ledger, version);
      if (before?.state === 'Healthy') {
        return {
          data: storedVersion(before),
          text: `Version ${version} of ${targetId} is Healthy already: ${attestedBy(before)}.`,
        };
      }
      refuseQuarantined(version, ledger, pasteable(healer.environment, `release ${targetId} ${version} --reason TEXT`));
      const by = await caller(call);
      await audit(call, targetId, by, reason);
      const entry = healthy(version, before, { codeSha256, by, reason, now: healer.now() });
      if (!(await replaceVersion(healer.table, targetId, before, entry))) {
        throw new Refusal(
          `The ledger has changed meanwhile: see\n${pasteable(healer.environment, `ledger ${targetId}`)}`,
        );
      }
      const text = `Version ${version} attested by ${by}: ${reason}`;
      await note(call, targetId, openIncident(await readLease(healer.table, targetId)), text);
      return {
        data: storedVersion(entry),
        text: `Version ${version} of ${targetId} is Healthy, on the word of ${by}: the healer may roll back to it.`,
      };
    };
  },
};

/** @throws Refusal when it is not there, or not sound as far as can be seen */
async function findSound({ lambda }: Healer, target: Target, version: string): Promise<VersionNow> {
  const { functionName, faultVariables } = target.policy();
  const found = await readVersion(lambda, functionName, version);
  if (found === undefined) throw new Refusal(`Function ${functionName} has no version ${version}.`);
  if (found.variables === null) throw new Refusal(`The environment of version ${version} cannot be read (KMS).`);
  const faults = faultsIn(found.variables, faultVariables);
  if (hasFaults(faults)) throw new Refusal(`Version ${version} carries an injected fault: ${describeFaults(faults)}.`);
  return found;
}

function refuseQuarantined(version: string, ledger: readonly LedgerEntry[], release: string): void {
  const quarantine = quarantineOf(version, ledger);
  if (quarantine === undefined) return;
  const { version: original, incidentId } = quarantine;
  const whose = original === version ? 'is quarantined' : `redeploys version ${original}, which is quarantined`;
  throw new Refusal(`Version ${version} ${whose} by incident ${incidentId}. If it is innocent:\n${release}`);
}

const healthy = (
  version: string,
  before: LedgerEntry | undefined,
  given: { readonly codeSha256: string; readonly by: string; readonly reason: string; readonly now: number },
): HealthyEntry => ({
  state: 'Healthy',
  version,
  codeSha256: given.codeSha256,
  since: before?.state === 'Baking' ? before.since : given.now,
  healthyAt: given.now,
  rule: 'operator',
  requests: 0,
  errors: 0,
  p95Ms: null,
  by: given.by,
  reason: given.reason,
  ...(before?.barrier === undefined ? {} : { barrier: before.barrier }),
});
