/** Who asks, as the Principal element of a policy can name them. */
export type Caller =
  | { readonly kind: 'role'; readonly arn: string; readonly sessionArn: string; readonly account: string }
  | { readonly kind: 'user'; readonly arn: string; readonly account: string }
  | { readonly kind: 'service'; readonly service: string; readonly region: string };

/** Condition keys of a request, in lower case, with their values. What is not in here is absent from the request. */
export type Context = ReadonlyMap<string, string>;

/** One action on one resource, by one caller. */
export interface Request {
  readonly caller: Caller;
  /** For example `lambda:InvokeFunction`. */
  readonly action: string;
  /** An ARN; `*` for an action that knows none. */
  readonly resource: string;
  readonly context: Context;
}
