import { NotEmulatedError } from '../kernel/errors';
import { type Condition, compileCondition } from './conditions';
import { inspectPolicy, listed } from './inspect-policy';
import { actionPattern, type Pattern, resourcePattern } from './pattern';
import type { PolicyKind, Selection, Statement } from './policy';
import type { Principals } from './principals';

/** A statement as it stands in a document that `inspectPolicy` has passed. */
interface RawStatement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Principal?: '*' | Readonly<Record<string, string | readonly string[]>>;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const EVERYTHING: Selection = { except: true, patterns: [] };

/** Reads a policy document, in which nothing is left to resolve. @throws NotEmulatedError for what is not understood. */
export function readPolicy(document: unknown, kind: PolicyKind): Statement[] {
  const problems = inspectPolicy(document, kind);
  if (problems.length > 0) throw new NotEmulatedError([...new Set(problems)].join(', '));
  return listed((document as { Statement?: unknown }).Statement).map((statement) =>
    readStatement(statement as RawStatement, kind),
  );
}

function readStatement(raw: RawStatement, kind: PolicyKind): Statement {
  return {
    sid: raw.Sid,
    text: JSON.stringify(raw),
    effect: raw.Effect,
    actions: selection(raw.Action, raw.NotAction, actionPattern),
    resources: kind === 'trust' ? EVERYTHING : selection(raw.Resource, raw.NotResource, resourcePattern),
    principals: kind === 'identity' ? { kind: 'holder' } : readPrincipals(raw.Principal),
    conditions: readConditions(raw.Condition ?? {}),
  };
}

function selection(only: unknown, except: unknown, compile: (text: string) => Pattern): Selection {
  return {
    except: only === undefined,
    patterns: texts(only ?? except).map(compile),
  };
}

function readPrincipals(principal: RawStatement['Principal']): Principals {
  if (principal === undefined || principal === '*') return { kind: 'everyone' };
  const aws = texts(principal.AWS);
  return aws.includes('*') ? { kind: 'everyone' } : { kind: 'listed', services: texts(principal.Service), aws };
}

function readConditions(conditions: NonNullable<RawStatement['Condition']>): Condition[] {
  return Object.entries(conditions).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => compileCondition(operator, key, texts(values))),
  );
}

/** Booleans and numbers may stand without quotes. */
function texts(values: unknown): string[] {
  return listed(values).map(String);
}
