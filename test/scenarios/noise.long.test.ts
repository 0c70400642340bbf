import { join } from 'node:path';
import { EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { DescribeExecutionCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Fault } from '../../local/faults/fault';
import { changePolicy, deployFleet, type Fleet } from './support/fleet';
import { releaseBrake, retire } from './support/operator';
import type { ProtectedService } from './support/protected-service';
import { ASSEMBLIES_VARIABLE, FLEET } from './support/synthesize-assemblies';
import { attestByHand, closedSince, kindsTold, ring, watchMoves } from './support/trouble';

const TARGETS = ['twice', 'reordered', 'lost', 'late', 'threefold', 'flapping', 'silent'] as const;
type TargetName = (typeof TARGETS)[number];

/** Two patrols, and the time that the patrol leaves to the event. */
const TWO_PATROLS = 150;

describe('events and alarms that do not come as they should', () => {
  const moves = watchMoves();
  let fleet: Fleet;

  const target = (name: TargetName): ProtectedService => {
    const service = fleet.services[TARGETS.indexOf(name)];
    if (service === undefined) throw new Error(`No target ${name}`);
    return service;
  };

  /** Befalls the events that go to the target's own rule. */
  const disturb = async (name: TargetName, fault: Fault) => {
    const { Rules = [] } = await fleet.cloud.client(EventBridgeClient).send(new ListRulesCommand({}));
    const rule = Rules.find(({ EventPattern }) => EventPattern?.includes(`:dev-${target(name).targetId}-`))?.Name;
    if (rule === undefined) throw new Error(`No rule for the alarms of ${name}`);
    fleet.cloud.faults.add({ ...fault, id: name, source: 'aws.cloudwatch', rule } as Fault);
  };

  async function worked(service: ProtectedService) {
    return (await service.incidents()).filter(({ status }) => status !== 'stoodDown');
  }

  beforeAll(async () => {
    fleet = await deployFleet(join(process.env[ASSEMBLIES_VARIABLE] ?? '', FLEET), TARGETS.length, {
      observe: moves.observe,
    });
    await target('twice').pass(61);
    await releaseBrake(target('twice'));
    for (const name of TARGETS) if (name !== 'silent') await attestByHand(target(name));
  });
  afterAll(() => fleet.close());

  it.each<[TargetName, string, Fault]>([
    ['twice', 'comes twice', { kind: 'duplicate', milliseconds: [0, 5_000] }],
    ['reordered', 'is overtaken by another one', { kind: 'reorder' }],
    ['lost', 'is lost', { kind: 'lose' }],
    ['late', 'comes minutes late', { kind: 'delay', milliseconds: 240_000 }],
  ])('(%s) an event that %s makes one heal', async (name, _what, fault) => {
    const service = target(name);
    await disturb(name, fault);
    const traffic = service.traffic(1);
    await service.release({ FAILURE_RATE: '1' });
    const released = service.clock.now();
    const incident = await closedSince(service, released);
    // The fast alarm rings within 40 s.
    expect(service.clock.now() - released).toBeLessThan((40 + TWO_PATROLS) * 1000);
    expect(incident).toMatchObject({ status: 'mitigated', attempts: 1, toVersion: '1' });
    const newer = await service.release({ FAILURE_RATE: '0', RELEASE: 'newer' });
    await service.pass(name === 'late' ? 200 : 60);
    expect(await worked(service)).toHaveLength(1);
    expect(moves.byHealer(service)).toBe(1);
    expect(await service.liveVersion()).toBe(newer);
    expect(await kindsTold(service)).toEqual(['healed']);
    expect(fleet.cloud.faults.list().find(({ id }) => id === name)?.hits).toBeGreaterThan(0);
    traffic.stop();
    if (name !== 'twice') await retire(service);
  });

  it('the same news under another id is a duplicate', async () => {
    const service = target('twice');
    const healed = (await worked(service))[0];
    const { input = '' } = await service.stepfunctions.send(
      new DescribeExecutionCommand({ executionArn: healed?.executionArn }),
    );
    const again = JSON.parse(input);
    again.event.id = 'another';
    await service.stepfunctions.send(
      new StartExecutionCommand({ stateMachineArn: service.output('StateMachineArn'), input: JSON.stringify(again) }),
    );
    await service.pass(20);
    expect(await worked(service)).toHaveLength(1);
    expect(moves.byHealer(service)).toBe(1);
    const notes = (await service.incidents()).flatMap(({ timeline }) => timeline.map(({ text }) => text));
    expect(notes).toContainEqual(expect.stringContaining('was already dealt with'));
    await retire(service);
  });

  it('three alarms in the same minute make one heal and one record that names them all', async () => {
    const service = target('threefold');
    await service.release({ FAILURE_RATE: '1' });
    await service.pass(61);
    const started = service.clock.now();
    for (const alarm of ['lambda-errors', 'api-5xx', 'slow-faults']) await ring(service, alarm);
    expect(await closedSince(service, started)).toMatchObject({ status: 'mitigated', attempts: 1 });
    const [incident, ...others] = await service.incidents();
    expect(others).toEqual([]);
    expect([...(incident?.signals ?? [])].sort()).toEqual(
      ['api-5xx', 'lambda-errors', 'slow-faults'].map((alarm) => `dev-${service.targetId}-${alarm}`),
    );
    expect(moves.byHealer(service)).toBe(1);
    expect(await kindsTold(service)).toEqual(['healed']);
    await retire(service);
  });

  it('an alarm that flaps over a sound service moves the alias once, is proven anew twice, and is a person’s then', async () => {
    const service = target('flapping');
    const version = await service.release({ RELEASE: 'sound' });
    for (let flap = 0; flap < 5; flap++) {
      await service.pass(121);
      await ring(service);
    }
    await service.pass(180);
    expect(moves.byHealer(service)).toBe(1);
    expect(await service.liveVersion()).toBe('1');
    expect(await worked(service)).toMatchObject([
      { status: 'escalated', relapses: 3, fromVersion: version, toVersion: '1', attempts: 1 },
    ]);
    expect(await kindsTold(service)).toEqual(['healed', 'healed', 'healed', 'escalated']);
    expect((await service.get()).status).toBe(200);
    expect((await service.incidents()).map(({ status }) => status)).not.toContain('open');
    await retire(service);
  });

  it('what falls silent after a heal is closed by its probes, and nothing is attested in silence', async () => {
    const service = target('silent');
    await changePolicy(service, { attest: { minRequests: 10, minSeconds: 60 } });
    const traffic = service.traffic(1);
    await service.release({ FAILURE_RATE: '1' });
    const incident = await closedSince(service, service.clock.now());
    traffic.stop();
    expect(incident).toMatchObject({ status: 'mitigated', remedy: 'reset fault' });
    const baking = await service.ledger(incident.toVersion ?? '');
    // The slow alarm looks back a quarter of an hour.
    await service.pass(1_200);
    const closed = (await service.incidents()).find(({ incidentId }) => incidentId === incident.incidentId);
    expect(closed).toMatchObject({ status: 'resolved', resolvedBy: 'probes' });
    expect([baking, await service.ledger(incident.toVersion ?? '')]).toEqual(['Baking', 'Baking']);
  });
});
