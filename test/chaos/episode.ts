import type { ProtectedService } from '../scenarios/support/protected-service';
import type { Operator } from './operator';
import type { Episode, Trouble } from './plan';

/** What an episode needs beside the target: somebody who breaks what all versions depend on. */
export interface Stage {
  readonly service: ProtectedService;
  readonly operator: Operator;
  /** Makes the target's function crash, whatever its version, until it is called off. */
  readonly outage: () => () => void;
}

/** Plays the trouble of an episode; returns when everything that people do in it has been done. */
export async function play({ trouble, pauseSeconds }: Episode, stage: Stage): Promise<void> {
  await stage.service.clock.sleep(pauseSeconds * 1000);
  await cause(trouble, stage);
}

async function cause(trouble: Trouble, { service, operator, outage }: Stage): Promise<void> {
  const pause = (seconds: number) => service.clock.sleep(seconds * 1000);
  switch (trouble.kind) {
    case 'badRelease':
      await operator.release(trouble.fault);
      return;
    case 'badCanary': {
      const old = await service.liveVersion();
      const added = await operator.publish(trouble.fault);
      const { weight } = trouble;
      if (trouble.bad === 'new') await operator.point(old, { version: added, weight });
      else await operator.point(added, { version: old, weight });
      return;
    }
    case 'badThenFixed':
      await operator.release(trouble.fault);
      await pause(trouble.afterSeconds);
      await operator.release();
      return;
    case 'badThenBad':
      await operator.release(trouble.fault);
      await pause(trouble.afterSeconds);
      await operator.release(trouble.second);
      return;
    case 'dirtyLatest':
      await operator.release(trouble.fault);
      await operator.configureLatest({ UNRELEASED: 'work' });
      return;
    case 'movedByHand': {
      const before = await service.liveVersion();
      await operator.release(trouble.fault);
      await pause(trouble.afterSeconds);
      await operator.point(before);
      return;
    }
    case 'outage': {
      const callOff = outage();
      await pause(trouble.seconds);
      callOff();
      return;
    }
    case 'falseAlarm':
      await operator.ring(`dev-${service.targetId}-fault-ratio`);
      return;
    default:
      return trouble satisfies never;
  }
}
