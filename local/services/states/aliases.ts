import type {
  CreateStateMachineAliasInput,
  CreateStateMachineAliasOutput,
  DeleteStateMachineAliasInput,
  DescribeStateMachineAliasInput,
  DescribeStateMachineAliasOutput,
  ListStateMachineAliasesInput,
  ListStateMachineAliasesOutput,
  UpdateStateMachineAliasInput,
  UpdateStateMachineAliasOutput,
} from '@aws-sdk/client-sfn';
import type { Platform } from '../../kernel/platform';
import { only } from '../support/only';
import { page } from '../support/page';
import { checkedRouting, missingVersion } from './alias-routing';
import { conflict, invalid, invalidToken, referenceNotFound, validation } from './errors';
import { checkDescription, checkLength } from './lengths';
import { checkArn } from './names';
import { checkTokenLength, MOST_TOKEN_CHARACTERS, pageSize } from './page-size';
import type { Store } from './store';
import { type Alias, isQualified, machineOf } from './version-store';

/** A name of digits alone would be a version's number. */
const NAME = '^(?=.*[a-zA-Z_\\-\\.])[a-zA-Z0-9_\\-\\.]+$';
const MOST_NAME_CHARACTERS = 80;

/** The operations on aliases of state machines. */
export class Aliases {
  constructor(
    private readonly platform: Platform,
    private readonly store: Store,
  ) {}

  /** Creating the same alias again answers with the one that is there. */
  createStateMachineAlias(input: CreateStateMachineAliasInput): CreateStateMachineAliasOutput {
    only('CreateStateMachineAlias', input, ['name', 'description', 'routingConfiguration']);
    const { name = '', description } = input;
    checkAliasName(name);
    checkDescription(description);
    const routing = checkedRouting(input.routingConfiguration ?? []);
    const { versions } = this.store;
    if (missingVersion(routing, versions)) throw referenceNotFound();
    const arn = `${machineOf(routing[0]?.versionArn ?? '')}:${name}`;
    const now = this.platform.clock.now();
    const alias: Alias = { arn, name, description, routing, createdAt: now, updatedAt: now };
    const existing = versions.findAlias(arn);
    if (existing !== undefined && !isSame(existing, alias)) {
      throw conflict(
        'Failed to create alias because an alias with the same name and a different routing configuration already exists.',
      );
    }
    if (existing === undefined) versions.putAlias(alias);
    return { stateMachineAliasArn: arn, creationDate: new Date((existing ?? alias).createdAt) };
  }

  describeStateMachineAlias(input: DescribeStateMachineAliasInput): DescribeStateMachineAliasOutput {
    only('DescribeStateMachineAlias', input, ['stateMachineAliasArn']);
    const alias = this.alias(input.stateMachineAliasArn);
    return {
      stateMachineAliasArn: alias.arn,
      name: alias.name,
      ...(alias.description !== undefined && { description: alias.description }),
      routingConfiguration: alias.routing.map(({ versionArn, weight }) => ({
        stateMachineVersionArn: versionArn,
        weight,
      })),
      creationDate: new Date(alias.createdAt),
      updateDate: new Date(alias.updatedAt),
    };
  }

  updateStateMachineAlias(input: UpdateStateMachineAliasInput): UpdateStateMachineAliasOutput {
    only('UpdateStateMachineAlias', input, ['stateMachineAliasArn', 'description', 'routingConfiguration']);
    const { description, routingConfiguration } = input;
    if (description === undefined && routingConfiguration === undefined)
      throw invalid('Either the description or the routing configuration must be specified');
    checkDescription(description);
    const routing = routingConfiguration === undefined ? undefined : checkedRouting(routingConfiguration);
    const alias = this.alias(input.stateMachineAliasArn);
    if (routing?.some(({ versionArn }) => machineOf(versionArn) !== machineOf(alias.arn)))
      throw invalid(`Routing configuration must contain versions of the state machine of the alias ${alias.arn}`);
    if (routing !== undefined && missingVersion(routing, this.store.versions)) throw referenceNotFound();
    const updatedAt = this.platform.clock.now();
    this.store.versions.putAlias({
      ...alias,
      ...(description !== undefined && { description }),
      ...(routing !== undefined && { routing }),
      updatedAt,
    });
    return { updateDate: new Date(updatedAt) };
  }

  /** Those of a machine, or of one of its versions; oldest first. */
  listStateMachineAliases(input: ListStateMachineAliasesInput): ListStateMachineAliasesOutput {
    only('ListStateMachineAliases', input, ['stateMachineArn', 'maxResults', 'nextToken']);
    const { stateMachineArn = '', nextToken } = input;
    const size = pageSize(input.maxResults);
    checkTokenLength(nextToken, MOST_TOKEN_CHARACTERS);
    const { versions } = this.store;
    const machineArn = versions.findVersion(stateMachineArn)?.machine.arn ?? stateMachineArn;
    const all = versions
      .aliasesOf(this.store.machine(machineArn).arn)
      .filter(
        ({ routing }) => !isQualified(stateMachineArn) || routing.some((it) => it.versionArn === stateMachineArn),
      );
    const { items, next } = page(all, nextToken, size, () => invalidToken('Invalid token'));
    return {
      stateMachineAliases: items.map(({ arn, createdAt }) => ({
        stateMachineAliasArn: arn,
        creationDate: new Date(createdAt),
      })),
      ...(next !== undefined && { nextToken: next }),
    };
  }

  /** Recorded on AWS: deleting what is not there succeeds. */
  deleteStateMachineAlias(input: DeleteStateMachineAliasInput): object {
    only('DeleteStateMachineAlias', input, ['stateMachineAliasArn']);
    checkArn(input.stateMachineAliasArn ?? '', 'stateMachine');
    this.store.versions.removeAlias(input.stateMachineAliasArn ?? '');
    return {};
  }

  private alias(arn = ''): Alias {
    checkArn(arn, 'stateMachine');
    const alias = this.store.versions.findAlias(arn);
    if (alias === undefined) throw referenceNotFound();
    return alias;
  }
}

function checkAliasName(name: string): void {
  if (name === '') throw validation(name, 'name', 'Member must have length greater than or equal to 1');
  checkLength('name', name, MOST_NAME_CHARACTERS);
  if (!new RegExp(NAME).test(name))
    throw validation(name, 'name', `Member must satisfy regular expression pattern: ${NAME}`);
}

function isSame(a: Alias, b: Alias): boolean {
  const key = ({ description, routing }: Alias): string => JSON.stringify([description, routing]);
  return key(a) === key(b);
}
