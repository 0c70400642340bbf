import type {
  DeleteStateMachineVersionInput,
  ListStateMachineVersionsInput,
  ListStateMachineVersionsOutput,
  PublishStateMachineVersionInput,
  PublishStateMachineVersionOutput,
} from '@aws-sdk/client-sfn';
import type { Platform } from '../../kernel/platform';
import { only } from '../support/only';
import { page } from '../support/page';
import { conflict, invalidToken } from './errors';
import { checkDescription } from './lengths';
import { checkArn } from './names';
import { checkTokenLength, MOST_TOKEN_CHARACTERS, pageSize } from './page-size';
import type { StateMachine } from './state-machine';
import type { Store } from './store';
import type { Version } from './version-store';

/** What PublishStateMachineVersion calls the revision of a machine that was never updated. */
const INITIAL = 'INITIAL';

/** The operations on versions of state machines. */
export class Versions {
  constructor(
    private readonly platform: Platform,
    private readonly store: Store,
  ) {}

  publishStateMachineVersion(input: PublishStateMachineVersionInput): PublishStateMachineVersionOutput {
    only('PublishStateMachineVersion', input, ['stateMachineArn', 'revisionId', 'description']);
    checkDescription(input.description);
    const machine = this.store.machine(input.stateMachineArn ?? '');
    const current = machine.revisionId ?? INITIAL;
    const { revisionId = current } = input;
    if (revisionId !== current) {
      throw conflict(
        `Failed to publish the State Machine version for revision ${revisionId}. The current State Machine revision is ${current}.`,
      );
    }
    const { arn, createdAt } = this.publish(machine, input.description);
    return { stateMachineVersionArn: arn, creationDate: new Date(createdAt) };
  }

  /** The version of the machine's present revision: a new one, unless it is published already. */
  publish(machine: StateMachine, description: string | undefined): Version {
    const { versions } = this.store;
    const same = versions.versionsOf(machine.arn).find((version) => version.machine.revisionId === machine.revisionId);
    return same ?? versions.addVersion(machine, description, this.platform.clock.now());
  }

  /** Newest first. */
  listStateMachineVersions(input: ListStateMachineVersionsInput): ListStateMachineVersionsOutput {
    only('ListStateMachineVersions', input, ['stateMachineArn', 'maxResults', 'nextToken']);
    const { stateMachineArn = '', nextToken } = input;
    const size = pageSize(input.maxResults);
    checkTokenLength(nextToken, MOST_TOKEN_CHARACTERS);
    checkArn(stateMachineArn, 'stateMachine');
    const all = [...this.store.versions.versionsOf(stateMachineArn)].reverse();
    const { items, next } = page(all, nextToken, size, () => invalidToken('Invalid token'));
    return {
      stateMachineVersions: items.map(({ arn, createdAt }) => ({
        stateMachineVersionArn: arn,
        creationDate: new Date(createdAt),
      })),
      ...(next !== undefined && { nextToken: next }),
    };
  }

  /** Deleting what is not there succeeds; what an alias refers to stays. */
  deleteStateMachineVersion(input: DeleteStateMachineVersionInput): object {
    only('DeleteStateMachineVersion', input, ['stateMachineVersionArn']);
    const { stateMachineVersionArn: arn = '' } = input;
    checkArn(arn, 'stateMachine');
    const { versions } = this.store;
    const version = versions.findVersion(arn);
    if (version === undefined) return {};
    const names = versions
      .aliasesOf(version.machine.arn)
      .filter(({ routing }) => routing.some(({ versionArn }) => versionArn === arn))
      .map(({ name }) => name);
    if (names.length > 0) {
      throw conflict(
        `Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [${names.join(', ')}]`,
      );
    }
    versions.removeVersion(arn);
    return {};
  }
}
