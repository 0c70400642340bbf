import { Faults } from '../../../local/faults/faults';
import { SeededRandom } from '../../../local/kernel/random';
import { VirtualClock } from '../../../local/kernel/virtual-clock';
import { WallClock } from '../../../local/kernel/wall-clock';
import { FrontDoor } from '../../../local/protocol/front-door';
import { localRoute } from '../../../local/protocol/local-route';

describe('/_local', () => {
  const doors: FrontDoor[] = [];
  afterEach(() => Promise.all(doors.splice(0).map((door) => door.close())));

  async function serve(clock: VirtualClock | WallClock): Promise<string> {
    const door = new FrontDoor(clock, [localRoute(clock, new Faults(new SeededRandom(1), () => new Map()))]);
    doors.push(door);
    return door.listen(0);
  }

  const post = (url: string, body: string) => fetch(`${url}/_local/clock`, { method: 'POST', body });

  it('tells health and time', async () => {
    const url = await serve(new VirtualClock(Date.UTC(2026, 0, 1)));
    const answer = await fetch(`${url}/_local/health`);
    expect(await answer.json()).toEqual({ status: 'ok', now: '2026-01-01T00:00:00.000Z', time: 'virtual' });
  });

  it('moves virtual time, running what falls due in order before it answers', async () => {
    const clock = new VirtualClock(0);
    const seen: number[] = [];
    clock.at(60_000, 'second', () => void seen.push(clock.now()));
    clock.at(30_000, 'first', () => void seen.push(clock.now()));
    const answer = await post(await serve(clock), '{"advanceSeconds":60}');
    expect(await answer.json()).toEqual({ now: '1970-01-01T00:01:00.000Z' });
    expect(seen).toEqual([30_000, 60_000]);
  });

  it('answers 409 in real time', async () => {
    const answer = await post(await serve(new WallClock(() => {})), '{"advanceSeconds":1}');
    expect(answer.status).toBe(409);
    expect(await answer.text()).toContain('--time virtual');
  });

  it.each(['', 'x', '{}', '{"advanceSeconds":-1}', '{"advanceSeconds":"5"}', '{"advanceSeconds":1e99}', 'null'])(
    'refuses the body %j',
    async (body) => {
      const answer = await post(await serve(new VirtualClock(0)), body);
      expect(answer.status).toBe(400);
      expect(await answer.text()).toContain('advanceSeconds');
    },
  );

  it('knows its other paths and methods', async () => {
    const url = await serve(new VirtualClock(0));
    expect((await fetch(`${url}/_local/nothing`)).status).toBe(404);
    expect((await fetch(`${url}/_local/clock`)).status).toBe(405);
  });
});
