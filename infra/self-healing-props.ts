import type { AlarmBase } from 'aws-cdk-lib/aws-cloudwatch';
import type { Alias } from 'aws-cdk-lib/aws-lambda';
import type { FaultMetric, Policy, ProbeSettings } from '../functions/policy';
import type { HealerRef } from './healer-ref';

/** How a Lambda alias is put under protection. */
export interface SelfHealingProps {
  readonly healer: HealerRef;
  /**
   * Names the target in incidents, in the ledger and in its policy's parameter; unique within an environment, and
   * never changed, since the ledger hangs on it. At most 64 letters, digits, `.`, `_` and `-`.
   */
  readonly targetId: string;
  /**
   * The alias that carries the traffic. Its versions must be retained (`currentVersionOptions: { removalPolicy:
   * RemovalPolicy.RETAIN }`): else the next deployment deletes what the healer would roll back to.
   */
  readonly alias: Alias;
  /**
   * The alarms that watch the alias; any alarm will do, yours or ours, at most 15. Give them explicit names: only
   * then can they wait until rule, queue and grants exist. They must watch the alias and not the whole function,
   * whose metrics also count direct calls of other versions.
   */
  readonly signals: readonly AlarmBase[];
  /**
   * How the healer sees that the target is well: by its public URL, or for private and non-HTTP targets by invoking
   * the alias with a payload that has no side effect. An HTTP answer must carry `x-version`.
   */
  readonly probe: ProbeSettings;
  /**
   * Where the target itself counts its faults: a metric with one datum for each request of the alias, 1 for a fault.
   * A returned 500 is no error to Lambda, so without it a version that answers nothing but 500 to too few requests
   * for an alarm would look sound to the ledger. With `versionDimension` it must be stored at high resolution (1 s).
   * @default none: only Lambda's own errors count against a version
   */
  readonly faultMetric?: FaultMetric;
  /**
   * What a version is invoked with, directly, before it gets the traffic: one that fails as the live version does would
   * not help. The function must answer it without a side effect.
   * @default for a URL the GET request of its path as API Gateway sends it (payload format 2.0), marked as a probe; for
   * `invoke` the probe's payload. `false`: a version gets traffic untried, for functions that only their own front
   * door may call, or that understand another event.
   */
  readonly preflight?: { readonly payload: string } | false;
  /**
   * Environment variables that inject faults, each with the value that means "no fault".
   * @default none: the healer only rolls back
   */
  readonly faultVariables?: Policy['faultVariables'];
  /**
   * The one of them that says until when the fault lasts, in ISO 8601: the patrol takes the fault off afterwards.
   * @default none: a fault stays until a person or a heal takes it off
   */
  readonly faultUntilVariable?: string;
  /**
   * `armed` acts; `approve` asks a person before each remedy; `shadow` decides and records, and changes nothing; `paused`
   * records the alarm and stands down. An operator's order goes before it.
   * @default 'armed': who is asleep cannot approve. Begin with `shadow` where you want to see first.
   */
  readonly mode?: Policy['mode'];
  /**
   * How long a remedy waits for a person's word in mode `approve`. Seconds.
   * @default 900: who is on call reads and answers a page within a quarter of an hour; the target is broken meanwhile
   */
  readonly approvalSeconds?: number;
  /**
   * What a version must serve before the ledger calls it Healthy: requests, and seconds at full weight.
   * @default 30 requests and 180 s: a version that fails one request in ten serves 30 without a fault in 4 cases of 100
   */
  readonly attest?: Policy['attest'];
  /**
   * What proves a recovery. Probes are sent until they tell a sound service from a broken one (a sequential test, see
   * functions/remediate/core/sprt.ts); settings that are left out keep their defaults.
   * - `healthyRatio` 0.01: one failure in a hundred is a passing mishap.
   * - `brokenRatio` 0.2: the narrower the gap to `healthyRatio`, the more probes it takes. 0.2 asks for 22 good answers,
   *   about three seconds; 0.1 for 49. A version that fails 30 % of its requests passes in 4 of 10000 cases.
   * - `falseHealed` 0.01: a version at `brokenRatio` passes in 1 of 100 cases at most.
   * - `falseAlarm` 0.01: it costs one attempt of the budget, not an outage.
   * - `latencyMs`, none: how slow is too slow is the target's own matter; at most 5000. The probes see network and gateway
   *   too. A cold start is known by the header `x-cold-start: 1`, or for `invoke` by Lambda's own report.
   * - `windowSeconds` 120: no verdict by then, or by 200 probes, is Inconclusive. A service with answers of two seconds still
   *   makes it; one that says nothing for longer is a person's matter.
   */
  readonly prove?: Partial<Policy['prove']>;
  /**
   * How much the healer may do by itself; settings that are left out keep their defaults.
   * - `attemptsPerIncident` 2: the second is for a candidate that was no better. A third would be guessing.
   * - `healsPerHour` 3: bad releases come one at a time; what has to be healed a fourth time within an hour has a cause
   *   that healing hides.
   * - `cooldownSeconds` 300: longer than the 60 s alarms need to fall silent after a heal.
   */
  readonly budget?: Partial<Policy['budget']>;
  /**
   * A version that has been Healthy and live, unchanged, for longer than this is probably not the cause, and is not
   * rolled away from. Seconds.
   * @default 21600, six hours: most bad releases show within one, but some only under the day's peak
   */
  readonly suspicionSeconds?: number;
  /**
   * Healthy versions that the patrol keeps beside the live one; it deletes older ones, since Lambda stores 75 GB of code
   * for a whole account and region. Never those that are live, weighted, named by an alias, or quarantined.
   * @default 10: more than anybody rolls back, and with packages of 50 MB half a gigabyte. `null`: it deletes none.
   */
  readonly keepHealthy?: number | null;
  /**
   * Requests that the patrol makes each minute, counted like any other, so that a quiet target has data: its versions can
   * be attested, and its heals resolved by traffic.
   * @default 0: traffic that nobody has asked for would be in everybody's numbers
   */
  readonly syntheticPerMinute?: number;
  /** Where a person reads on when the healer escalates: an http or https URL. */
  readonly runbookUrl: string;
  /**
   * Pages for single signals, by the alarm's name: http or https URLs.
   * @default none: `runbookUrl` serves for all
   */
  readonly runbooks?: Policy['runbooks'];
}
