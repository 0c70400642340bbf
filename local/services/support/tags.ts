export type Tags = Readonly<Record<string, string>>;

/** One tag as most services and templates write it. */
export interface Tag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

export const tagsFrom = (list: readonly Tag[] = []): Tags =>
  Object.fromEntries(list.map(({ Key = '', Value = '' }) => [Key, Value]));

export const tagList = (tags: Tags): { Key: string; Value: string }[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

export function without(tags: Tags, keys: readonly string[] = []): Tags {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.includes(key)));
}
