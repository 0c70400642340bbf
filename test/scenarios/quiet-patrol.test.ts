import type { Passage } from '../../local/kernel/dispatcher';
import { isHealer } from '../support/is-healer';
import { ProtectedService } from './support/protected-service';

/** Of the number of targets: in every fifth minute. */
const NOTE = 'ListTargets dynamodb:UpdateItem';

/** Once a minute for each target: at a hundred targets each line is four million calls a month, and a share of a quota. */
const SWEEP = ['cloudwatch:DescribeAlarms', 'dynamodb:BatchGetItem'];
const ATTEST = ['dynamodb:Query', 'dynamodb:UpdateItem', 'lambda:GetAlias'];

describe('a patrol over a quiet target makes no more calls than it needs', () => {
  let service: ProtectedService;
  let calls: string[];

  /** Notes who of the healer makes which call. */
  const observe: Passage = ({ service: name, operation, principal }, proceed) => {
    if (isHealer(principal) && principal.kind === 'role') {
      const [, by] = /-healer-([A-Za-z]+)Role/.exec(principal.origin ?? principal.arn) ?? [];
      calls.push(`${by} ${name}:${operation}`);
    }
    return proceed();
  };

  beforeEach(async () => {
    calls = [];
    service = await ProtectedService.deploy('sound', 'api', 1, { observe });
  });
  afterEach(() => service.close());

  /** All calls of a minute that the healer makes, in the order of their names. */
  async function minute() {
    calls = [];
    await service.pass(60);
    const by = (name: string) =>
      calls
        .filter((call) => call.startsWith(`${name} `))
        .map((call) => call.slice(name.length + 1))
        .sort();
    const others = calls.filter((call) => !/^(Sweep|Attest) /.test(call) && call !== NOTE).sort();
    return { sweep: by('Sweep'), attest: by('Attest'), others, noted: calls.includes(NOTE) };
  }

  const OTHERS = [
    'ListTargets ssm:GetParametersByPath',
    // The list of targets, one sweep, one attestation and the heartbeat.
    ...Array(4).fill('Patrol lambda:Invoke'),
    'PatrolEvents states:StartExecution',
  ];

  it('while its version bakes: the traffic is asked for only when nothing else is lacking', async () => {
    await service.pass(120);
    const baking = [...ATTEST, 'dynamodb:UpdateItem'].sort();
    expect(await minute()).toMatchObject({ sweep: SWEEP, attest: baking, others: OTHERS });
    await service.pass(240);
    const judged = [...baking, 'cloudwatch:GetMetricData'];
    expect(await minute()).toMatchObject({ sweep: SWEEP, attest: judged.sort(), others: OTHERS });
    await service.pass(2_000);
    const minutes = [await minute(), await minute(), await minute(), await minute(), await minute()];
    expect(minutes.filter(({ attest }) => attest.includes('cloudwatch:GetMetricData'))).toHaveLength(1);
    expect(minutes.filter(({ noted }) => noted)).toHaveLength(1);
  });

  it('when its version is Healthy: neither signals nor traffic are asked for by the attestation', async () => {
    service.traffic(1);
    await service.untilHealthy('1');
    await service.pass(60);
    expect(await minute()).toMatchObject({ sweep: SWEEP, attest: ATTEST, others: OTHERS });
  });
});
