import { isDeepStrictEqual } from 'node:util';
import { type Mention, mentions } from './intrinsics';
import type { Properties } from './resource-type';

/** Why a property changes though the template may say the same as before. */
export interface Cause {
  readonly source: 'ParameterReference' | 'ResourceReference' | 'ResourceAttribute';
  /** For example `Name`, `Topic` or `Topic.TopicName`. */
  readonly entity: string;
}

/** What changes in one property of a resource. */
export interface ChangeDetail {
  readonly property: string;
  readonly before: unknown;
  readonly after: unknown;
  /** Whether this property's change makes a new resource. */
  readonly recreates: boolean;
  /** Empty where the template itself says something else. */
  readonly causes: readonly Cause[];
}

/** What else is different, so that what refers to it changes too. */
export interface Different {
  readonly parameters: ReadonlySet<string>;
  /** Logical ids of resources that are new. */
  readonly resources: ReadonlySet<string>;
}

/** @param written the properties as the template has them, intrinsic functions unresolved */
export function detailsOf(
  names: readonly string[],
  before: Properties,
  after: Properties,
  written: Properties,
  replacement: readonly string[],
  different: Different,
): ChangeDetail[] {
  return names.map((property) => ({
    property,
    before: before[property],
    after: after[property],
    recreates: replacement.includes(property),
    causes: causesOf(written[property], different),
  }));
}

function causesOf(written: unknown, { parameters, resources }: Different): Cause[] {
  const found = mentions(written).flatMap((mention): Cause[] => {
    const { name, attribute } = mention;
    if (parameters.has(name)) return [{ source: 'ParameterReference', entity: name }];
    if (!resources.has(name)) return [];
    return [{ source: attribute === undefined ? 'ResourceReference' : 'ResourceAttribute', entity: dotted(mention) }];
  });
  return found.filter((cause, index) => found.findIndex((other) => isDeepStrictEqual(other, cause)) === index);
}

const dotted = ({ name, attribute }: Mention): string => (attribute === undefined ? name : `${name}.${attribute}`);
