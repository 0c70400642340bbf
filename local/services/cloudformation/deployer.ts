import { type AssemblyStack, readAssembly } from '../../cloudformation/assembly';
import { beginCreation, createStack } from '../../cloudformation/create-stack';
import { beginDeletion, deleteStack } from '../../cloudformation/delete-stack';
import { DeploymentFailed } from '../../cloudformation/failures';
import { type Plan, type PlannedChange, planUpdate } from '../../cloudformation/plan';
import { prepare, type Surroundings } from '../../cloudformation/prepare';
import { refusals } from '../../cloudformation/refusals';
import type { Stack } from '../../cloudformation/stack';
import type { Template } from '../../cloudformation/template';
import { beginUpdate, updateStack } from '../../cloudformation/update-stack';
import { notDeletable, nothingToUpdate, notUpdatable, stackExists, stackMissing, terminationProtected } from './errors';
import type { Stacks } from './stacks';

export type MutateTemplate = (template: Template) => Template;

/** Hears whether a deployment succeeded. */
type Ended = (succeeded: boolean) => void;

/** What a deployment did to one stack. */
export interface StackDeployment {
  readonly stack: Stack;
  readonly outcome: 'created' | 'updated' | 'unchanged';
  /** Empty for a stack that was created. */
  readonly changes: readonly PlannedChange[];
}

/** Brings the account's stacks to what an assembly says, as `cdk deploy` does. */
export class Deployer {
  /** @param mutate what becomes of each template before anything is made of it */
  constructor(
    private readonly stacks: Stacks,
    private readonly around: Surroundings,
    private readonly mutate: MutateTemplate,
  ) {}

  /**
   * Creates or updates the stacks of the assembly in `directory`, each after those that it depends on; `only` names
   * some of them. Refuses all before it touches any when something is asked for that is not emulated. Stacks that are
   * not in the assembly stay.
   * @throws DeploymentFailed for the first stack that fails; the ones after it are not touched
   */
  async deploy(directory: string, only?: readonly string[]): Promise<StackDeployment[]> {
    const assembly = readAssembly(directory).map((source) => ({ ...source, template: this.mutate(source.template) }));
    const wanted = chosen(assembly, directory, only);
    refuse(wanted.flatMap((source) => refusals(source, this.around.types)));
    for (const source of wanted) {
      const standing = this.standing(source);
      if (standing !== undefined) refuse((await this.plan(standing, source)).refused);
    }
    const done: StackDeployment[] = [];
    for (const source of wanted) done.push(await this.deployOne(source));
    return done;
  }

  /**
   * Begins to make a stack of a template. What becomes of it is the stack's status.
   * @param reviewed the stack that a change set was to make
   * @param ended called when it is over
   * @throws ServiceError or Error before anything is touched
   */
  async beginCreation(given: AssemblyStack, reviewed?: Stack, ended?: Ended): Promise<Stack> {
    const source = { ...given, template: this.mutate(given.template) };
    if (reviewed === undefined && this.stacks.named(source.name) !== undefined) throw stackExists(source.name);
    const stack = reviewed ?? this.stacks.make(source);
    await this.planOfCreation(stack, source);
    stack.source = source;
    const application = await prepare(stack, source, this.around, this.around.platform.latencies.stackCreation);
    stack.source = application.source;
    if (reviewed === undefined && this.stacks.named(source.name) !== undefined) throw stackExists(source.name);
    this.stacks.add(stack);
    beginCreation(stack);
    this.inTime(`creation of stack ${stack.name}`, () => createStack(application, this.around), ended);
    return stack;
  }

  /**
   * Begins to update a stack.
   * @throws ServiceError or Error before anything is touched, and when there is nothing to do
   */
  async beginUpdate(standing: Stack, given: AssemblyStack, ended?: Ended): Promise<Stack> {
    const source = { ...given, template: this.mutate(given.template) };
    const plan = await this.planOf(standing, source);
    if (plan.isEmpty) throw nothingToUpdate();
    const { stackUpdate } = this.around.platform.latencies;
    const application = await prepare(standing, source, this.around, stackUpdate);
    refuseUpdate(standing);
    standing.changeSetId = undefined;
    beginUpdate(standing, this.around.platform.clock.now());
    this.inTime(`update of stack ${standing.name}`, () => updateStack(application, this.around), ended);
    return standing;
  }

  /** What an update would do. @throws ServiceError or Error for one that cannot be done */
  async planOf(standing: Stack, source: AssemblyStack): Promise<Plan> {
    refuse(refusals(source, this.around.types));
    const plan = await this.plan(standing, source);
    refuse(plan.refused);
    return plan;
  }

  /** What the making of a stack would do. @throws ServiceError or Error for one that cannot be made */
  planOfCreation(stack: Stack, source: AssemblyStack): Promise<Plan> {
    refuse(refusals(source, this.around.types));
    return planUpdate(stack, source, this.around);
  }

  /** Work that goes on after the call has been answered. */
  private inTime(what: string, run: () => Promise<void>, ended?: Ended): void {
    const { clock } = this.around.platform;
    clock.at(clock.now(), what, async () => {
      try {
        await run();
        ended?.(true);
      } catch (error) {
        if (!(error instanceof DeploymentFailed)) throw error;
        ended?.(false);
      }
    });
  }

  /**
   * Removes a stack, by name or id.
   * @throws DeploymentFailed when another stack uses an export of it, or a resource could not be removed
   */
  async delete(nameOrId: string): Promise<void> {
    await this.remove(this.deletable(nameOrId));
  }

  /**
   * Begins to remove a stack. What becomes of it is the stack's status.
   * @throws ValidationError for a stack that may not be deleted now
   */
  beginDeletion(nameOrId: string): void {
    const stack = this.deletable(nameOrId);
    const before = beginDeletion(stack);
    this.inTime(`deletion of stack ${stack.name}`, () => this.remove(stack, before));
  }

  private async remove(stack: Stack, before = beginDeletion(stack)): Promise<void> {
    await deleteStack(stack, before, this.around, this.around.platform.latencies.stackUpdate);
    this.stacks.bury(stack);
  }

  /** @throws ValidationError for a stack that may not be deleted now */
  private deletable(nameOrId: string): Stack {
    const stack = this.stacks.find(nameOrId);
    if (stack === undefined) throw stackMissing(nameOrId);
    if (stack.source.terminationProtection) throw terminationProtected(stack);
    if (stack.status.endsWith('_IN_PROGRESS') && stack.status !== 'REVIEW_IN_PROGRESS') throw notDeletable(stack);
    return stack;
  }

  private async deployOne(source: AssemblyStack): Promise<StackDeployment> {
    const standing = this.standing(source);
    if (standing === undefined) return this.create(source);
    const { changes, refused, isEmpty } = await this.plan(standing, source);
    refuse(refused);
    if (isEmpty) {
      // The same template, but termination protection is no part of it, and its assets may lie elsewhere now.
      const { resolved } = standing.source;
      standing.source = { ...source, ...(resolved !== undefined && { resolved }) };
      return { stack: standing, outcome: 'unchanged', changes: changes.map(inShort) };
    }
    const { stackUpdate } = this.around.platform.latencies;
    const application = await prepare(standing, source, this.around, stackUpdate);
    refuseUpdate(standing);
    beginUpdate(standing, this.around.platform.clock.now());
    await updateStack(application, this.around);
    return { stack: standing, outcome: 'updated', changes: changes.map(inShort) };
  }

  private async create(source: AssemblyStack): Promise<StackDeployment> {
    const failed = this.stacks.named(source.name);
    // As `cdk deploy` does: a stack that never came to be can only be deleted.
    if (failed !== undefined) await this.delete(failed.name);
    const stack = this.stacks.make(source);
    const { stackCreation } = this.around.platform.latencies;
    const application = await prepare(stack, source, this.around, stackCreation);
    stack.source = application.source;
    const other = this.stacks.named(source.name);
    if (other !== undefined) throw notUpdatable(other);
    this.stacks.add(stack);
    beginCreation(stack);
    await createStack(application, this.around);
    return { stack, outcome: 'created', changes: [] };
  }

  private async plan(standing: Stack, source: AssemblyStack): Promise<Plan> {
    refuseUpdate(standing);
    return planUpdate(standing, source, this.around);
  }

  /** The stack that `source` is an update of; undefined when there is none, or one whose creation failed. */
  private standing({ name }: AssemblyStack): Stack | undefined {
    const found = this.stacks.named(name);
    return found?.status === 'ROLLBACK_COMPLETE' || found?.status === 'ROLLBACK_FAILED' ? undefined : found;
  }
}

const inShort = ({ logicalId, type, action, properties }: PlannedChange): PlannedChange => ({
  logicalId,
  type,
  action,
  properties,
});

function chosen(assembly: readonly AssemblyStack[], directory: string, only?: readonly string[]): AssemblyStack[] {
  const missing = (only ?? []).filter((name) => !assembly.some((stack) => stack.name === name));
  if (missing.length > 0) {
    throw new Error(
      `No stack named ${missing.join(', ')} in ${directory}; it has ${assembly.map(({ name }) => name).join(', ')}`,
    );
  }
  return assembly.filter(({ name }) => only === undefined || only.includes(name));
}

function refuse(refused: readonly string[]): void {
  if (refused.length > 0) throw new Error(`The embedded AWS does not implement:\n  ${refused.join('\n  ')}`);
}

function refuseUpdate(stack: Stack): void {
  if (!/^(CREATE|UPDATE|UPDATE_ROLLBACK)_COMPLETE$/.test(stack.status)) throw notUpdatable(stack);
}
