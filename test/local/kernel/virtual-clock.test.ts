import { VirtualClock } from '../../../local/kernel/virtual-clock';

const realWait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('virtual time', () => {
  it('counts whole milliseconds', async () => {
    const clock = new VirtualClock(0);
    const seen: number[] = [];
    clock.at(1000 / 3, 'third', () => void seen.push(clock.now()));
    await clock.advanceTo(500.5);
    expect([...seen, clock.now()]).toEqual([334, 501]);
  });

  it('adds up advances that are asked for at once', async () => {
    const clock = new VirtualClock(0);
    await Promise.all([clock.advanceBy(30), clock.advanceBy(30), clock.advanceBy(30)]);
    expect(clock.now()).toBe(90);
  });

  it('runs what is due in order of time, then of arrival', async () => {
    const clock = new VirtualClock(0);
    const seen: string[] = [];
    clock.at(20, 'b', () => void seen.push(`b@${clock.now()}`));
    clock.at(10, 'a', () => void seen.push(`a@${clock.now()}`));
    clock.at(20, 'c', () => void seen.push(`c@${clock.now()}`));
    await clock.advanceTo(30);
    expect(seen).toEqual(['a@10', 'b@20', 'c@20']);
    expect(clock.now()).toBe(30);
  });

  it('stops at the time asked for', async () => {
    const clock = new VirtualClock(0);
    let ran = false;
    clock.at(11, 'late', () => {
      ran = true;
    });
    await clock.advanceTo(10);
    expect(ran).toBe(false);
    expect(clock.now()).toBe(10);
  });

  it('does not run what was cancelled', async () => {
    const clock = new VirtualClock(0);
    let ran = false;
    clock
      .at(5, 'never', () => {
        ran = true;
      })
      .cancel();
    await clock.advanceTo(10);
    expect(ran).toBe(false);
  });

  it('lets a sleeping task wake at its moment', async () => {
    const clock = new VirtualClock(1_000);
    const woke = clock.drive('sleeper', async () => {
      await clock.sleep(250);
      await clock.sleep(250);
      return clock.now();
    });
    await expect(woke).resolves.toBe(1_500);
  });

  it('stands while a task computes, however long that takes in real time', async () => {
    const clock = new VirtualClock(0);
    const seen: string[] = [];
    clock.at(10, 'slow', async () => {
      await realWait(30);
      seen.push(`slow@${clock.now()}`);
    });
    clock.at(11, 'next', () => void seen.push('next'));
    await clock.advanceTo(20);
    expect(seen).toEqual(['slow@10', 'next']);
  });

  it('stands while work outside of this thread holds it', async () => {
    const clock = new VirtualClock(0);
    clock.hold('worker');
    const moved = clock.advanceTo(10);
    await realWait(20);
    expect(clock.now()).toBe(0);
    clock.release('worker');
    await moved;
    expect(clock.now()).toBe(10);
  });

  it('goes on while a task waits for another task that waits for time', async () => {
    const clock = new VirtualClock(0);
    const result = clock.drive('parent', () =>
      clock.park(() => Promise.all([clock.task('a', () => clock.sleep(5)), clock.task('b', () => clock.sleep(7))])),
    );
    await result;
    expect(clock.now()).toBe(7);
  });

  it("lets go of the caller's hold while the called side waits for time", async () => {
    const clock = new VirtualClock(0);
    clock.hold('caller');
    const called = clock.task('called', () => clock.sleep(50), ['caller']);
    await clock.advanceTo(49);
    expect(clock.now()).toBe(49);
    const moved = clock.advanceTo(60);
    await called;
    await realWait(20);
    expect(clock.now()).toBe(50);
    clock.release('caller');
    await moved;
  });

  describe('watches over requests of work outside of this thread', () => {
    const scene = () => {
      const clock = new VirtualClock(0);
      const told: string[] = [];
      clock.hold('worker');
      clock.watch('worker', { arrived: () => told.push('arrived'), parked: (name) => told.push(name) });
      return { clock, told };
    };

    it('which are nothing to the clock as long as they do not wait for time', async () => {
      const { clock, told } = scene();
      await clock.task('called', async () => {}, ['worker/1']);
      clock.release('worker');
      await clock.advanceTo(10);
      expect(clock.now()).toBe(10);
      expect(told).toEqual(['arrived']);
    });

    it('and tells once of one that waits, which then holds the clock from its answer to its end', async () => {
      const { clock, told } = scene();
      const called = clock.task('called', async () => {
        await clock.sleep(20);
        await clock.sleep(20);
      }, ['worker/1']);
      clock.release('worker');
      await clock.advanceTo(30);
      expect(told).toEqual(['arrived', 'worker/1']);
      const moved = clock.advanceTo(50);
      await called;
      await realWait(20);
      expect(clock.now()).toBe(40);
      clock.release('worker/1');
      await moved;
      expect(told).toEqual(['arrived', 'worker/1']);
    });

    it('but not any longer, once its owner is gone', async () => {
      const { clock, told } = scene();
      const called = clock.task('called', () => clock.sleep(20), ['worker/1']);
      clock.unwatch('worker');
      clock.release('worker/1');
      clock.release('worker');
      const second = clock.task('called', () => clock.sleep(20), ['worker/2']);
      await clock.advanceTo(30);
      await Promise.all([called, second]);
      expect(clock.now()).toBe(30);
      expect(told).toEqual(['arrived', 'worker/1']);
    });
  });

  it('does not bring back a hold that ended while the called side goes on', async () => {
    const clock = new VirtualClock(0);
    clock.hold('request');
    const called = clock.task('called', async () => {
      await clock.sleep(10);
      await clock.sleep(10);
    }, ['request']);
    const moved = clock.advanceTo(5);
    await moved;
    clock.release('request');
    await clock.advanceTo(30);
    await called;
    expect(clock.now()).toBe(30);
  });

  it('moves until a condition holds, and says so', async () => {
    const clock = new VirtualClock(0);
    let count = 0;
    const tick = (): void => {
      count += 1;
      clock.at(clock.now() + 10, 'tick', tick);
    };
    clock.at(10, 'tick', tick);
    await expect(clock.runUntil(() => count === 3, 1_000)).resolves.toBe(true);
    expect(clock.now()).toBe(30);
    await expect(clock.runUntil(() => false, 55)).resolves.toBe(false);
    expect(clock.now()).toBe(55);
  });

  it('reports a due event that failed to whoever moves the clock', async () => {
    const clock = new VirtualClock(0);
    clock.at(5, 'broken', () => {
      throw new Error('broken');
    });
    await expect(clock.advanceTo(10)).rejects.toThrow('broken');
    await clock.advanceTo(10);
  });
});
