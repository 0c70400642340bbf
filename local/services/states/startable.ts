import type { RandomStream } from '../../kernel/random';
import { routed } from './alias-routing';
import { machineDoesNotExist } from './errors';
import { checkArn } from './names';
import type { StateMachine } from './state-machine';
import type { Store } from './store';
import { isQualified } from './version-store';

/** What an execution runs, and by which version and alias it was asked for. */
export interface Startable {
  readonly machine: StateMachine;
  readonly versionArn?: string;
  readonly aliasArn?: string;
}

/** By the ARN of a machine, a version or an alias. @throws InvalidArn, StateMachineDoesNotExist. */
export function startable(store: Store, arn: string, chance: RandomStream): Startable {
  checkArn(arn, 'stateMachine');
  if (!isQualified(arn)) return { machine: store.machine(arn) };
  const alias = store.versions.findAlias(arn);
  const version = store.versions.findVersion(alias === undefined ? arn : routed(alias.routing, chance));
  if (version === undefined) throw machineDoesNotExist(arn);
  return {
    machine: version.machine,
    versionArn: version.arn,
    ...(alias !== undefined && { aliasArn: alias.arn }),
  };
}
