/** What an operation needs: one action, on every one of the resources. */
export interface Need {
  /** For example `lambda:InvokeFunction`. */
  readonly action: string;
  /** ARNs; `*` alone for an action that knows no resource. */
  readonly resources: readonly string[];
  /** Condition keys of the service's own. */
  readonly context?: Readonly<Record<string, string>>;
}

/** Where everything is. */
export interface Home {
  readonly account: string;
  readonly region: string;
}

/** Needs of an operation by its input, which has the shape of the SDK's command input. None: everybody may. */
export type NeedsOf = (input: never, home: Home) => readonly Need[];

/** By operation. */
export type Needs = Readonly<Record<string, NeedsOf>>;

export const on = (action: string, ...resources: readonly string[]): readonly Need[] => [{ action, resources }];

/** An action that knows no resource. */
export const onAll = (action: string): NeedsOf => {
  const needs = on(action, '*');
  return () => needs;
};

/** Who hands a role to a service must be allowed to. */
export function passing(role: string | undefined, service: string): readonly Need[] {
  if (role === undefined) return [];
  return [{ action: 'iam:PassRole', resources: [role], context: { 'iam:PassedToService': service } }];
}
