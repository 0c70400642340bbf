import type { Platform } from '../kernel/platform';
import type { AssemblyStack } from './assembly';
import { ResourceFailed, textOf } from './failures';
import { physicalName, randomPart } from './physical-name';
import type { ResourceTypes } from './refusals';
import type { Properties, ResourceContext, ResourceType } from './resource-type';
import type { Stack, StackEvent, StackResource } from './stack';

type Verb = 'CREATE' | 'UPDATE' | 'DELETE';
type Subject = Pick<StackEvent, 'logicalId' | 'type' | 'physicalId' | 'properties'>;

const REPLACING = 'Requested update requires the creation of a new physical resource; hence creating one.';
const INITIATED = 'Resource creation Initiated';

/** Does one thing to one resource of a stack, in AWS's time, with the events that tell of it. */
export class ResourceWorker {
  /** @param latency ms that each operation takes */
  constructor(
    private readonly stack: Stack,
    private readonly types: ResourceTypes,
    private readonly platform: Platform,
    private readonly latency: number,
  ) {}

  /** @throws ResourceFailed */
  create(logicalId: string, type: ResourceType, properties: Properties, source: AssemblyStack): Promise<StackResource> {
    const subject = { logicalId, type: type.type, physicalId: '', properties };
    return this.run('CREATE', subject, undefined, () => this.make(logicalId, type, properties, source));
  }

  /**
   * Makes a new one beside the old one.
   * @throws ResourceFailed
   */
  replace(before: StackResource, properties: Properties, source: AssemblyStack): Promise<StackResource> {
    const type = this.typeOf(before);
    return this.run('UPDATE', subjectOf(before, properties), REPLACING, async () => {
      const name = type.nameProperty === undefined ? undefined : properties[type.nameProperty];
      if (name !== undefined && type.nameProperty !== undefined && name === before.properties[type.nameProperty]) {
        throw new Error(
          `CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename ${name} and update the stack again.`,
        );
      }
      return { ...(await this.make(before.logicalId, type, properties, source)), status: 'UPDATE_COMPLETE' };
    });
  }

  /** @throws ResourceFailed */
  update(before: StackResource, properties: Properties, source: AssemblyStack): Promise<StackResource> {
    const type = this.typeOf(before);
    this.stack.put({ ...before, status: 'UPDATE_IN_PROGRESS' });
    return this.run('UPDATE', subjectOf(before, properties), undefined, async () => {
      if (type.update === undefined) throw new Error(`${type.type} cannot be updated in place`);
      const updated = await type.update(before, properties, this.contextOf(before.logicalId, source));
      return { ...before, ...updated, properties, status: 'UPDATE_COMPLETE', updatedAt: this.platform.clock.now() };
    });
  }

  /** @throws ResourceFailed */
  remove(resource: StackResource): Promise<undefined> {
    return this.run('DELETE', subjectOf(resource, resource.properties), undefined, async () => {
      await this.typeOf(resource).delete(resource);
      return undefined;
    });
  }

  /** Leaves the resource alone, which is an event too. */
  retain(resource: StackResource): void {
    this.stack.record({ ...subjectOf(resource, resource.properties), status: 'DELETE_SKIPPED' });
  }

  private async make(
    logicalId: string,
    type: ResourceType,
    properties: Properties,
    source: AssemblyStack,
  ): Promise<StackResource> {
    const made = await type.create(properties, this.contextOf(logicalId, source));
    const updatedAt = this.platform.clock.now();
    return { ...made, logicalId, type: type.type, properties, status: 'CREATE_COMPLETE', updatedAt };
  }

  private async run<T extends StackResource | undefined>(
    verb: Verb,
    subject: Subject,
    reason: string | undefined,
    work: () => Promise<T>,
  ): Promise<T> {
    this.stack.record({ ...subject, status: `${verb}_IN_PROGRESS`, ...(reason !== undefined && { reason }) });
    try {
      if (this.latency > 0) await this.platform.clock.sleep(this.latency);
      const result = await work();
      const physicalId = result?.ref ?? subject.physicalId;
      // AWS tells of what it makes twice: when it begins, and when it has a physical id.
      if (physicalId !== subject.physicalId) {
        this.stack.record({ ...subject, physicalId, status: `${verb}_IN_PROGRESS`, reason: INITIATED });
      }
      this.stack.record({ ...subject, physicalId, status: `${verb}_COMPLETE` });
      return result;
    } catch (error) {
      this.stack.record({ ...subject, status: `${verb}_FAILED`, reason: textOf(error) });
      const lower = verb === 'CREATE' ? 'create' : verb === 'UPDATE' ? 'update' : 'delete';
      throw new ResourceFailed(subject.logicalId, subject.type, lower, error);
    }
  }

  private contextOf(logicalId: string, source: AssemblyStack): ResourceContext {
    const { name, names } = this.stack;
    return {
      stackName: name,
      logicalId,
      physicalName: (maxLength = 128) => physicalName(name, logicalId, randomPart(names), maxLength),
      assetPath: (key) => assetPath(source, key),
    };
  }

  private typeOf({ type }: StackResource): ResourceType {
    const found = this.types.get(type);
    if (found === undefined) throw new Error(`There is no resource type ${type}`);
    return found;
  }
}

function subjectOf({ logicalId, type, ref }: StackResource, properties: Properties): Subject {
  return { logicalId, type, physicalId: ref, properties };
}

function assetPath(source: AssemblyStack, key: string): string {
  const path = source.assets.get(key);
  if (path === undefined) throw new Error(`The assembly has no asset with the S3 key ${key}`);
  return path;
}
