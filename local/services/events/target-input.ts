import type { Target } from '@aws-sdk/client-eventbridge';
import { ServiceError } from '../../kernel/errors';
import { isJson } from '../support/json';
import type { EventEnvelope } from './event';
import { follow, parsePath } from './json-path';

/** What a template may name without a path of its own. */
export interface RuleNames {
  readonly arn: string;
  readonly name: string;
  /** ms since the epoch. */
  readonly ingested: number;
}

type InputSettings = Pick<Target, 'Id' | 'Input' | 'InputPath' | 'InputTransformer'>;

const PLACEHOLDER = /<([\w.-]+)>/g;
export const RESERVED = [
  'aws.events.event',
  'aws.events.event.json',
  'aws.events.event.ingestion-time',
  'aws.events.rule-arn',
  'aws.events.rule-name',
];
/** Paths of one transformer. */
const MOST_PATHS = 100;

/** Throws the ValidationException that PutTargets answers with. */
export function checkInput({ Id: id, Input, InputPath, InputTransformer }: InputSettings): void {
  const given = [Input, InputPath, InputTransformer].filter((setting) => setting !== undefined);
  if (given.length > 1)
    throw invalid(`Only one of Input, InputPath, or InputTransformer must be provided for target ${id}.`);
  if (Input !== undefined && !isJson(Input)) throw invalid(`JSON syntax error in input for target ${id}.`);
  if (InputPath !== undefined && parsePath(InputPath) === undefined)
    throw invalid(`Invalid InputPath for target ${id}.`);
  if (InputTransformer === undefined) return;
  const { InputPathsMap: paths = {}, InputTemplate: template = '' } = InputTransformer;
  if (Object.keys(paths).length > MOST_PATHS) throw invalid(`Too many InputPathsMap entries for target ${id}.`);
  for (const [name, path] of Object.entries(paths)) {
    if (name.startsWith('AWS') || parsePath(path) === undefined) {
      throw invalid(`Invalid InputTransformer for target ${id} : [Invalid path ${name}: ${path}].`);
    }
  }
  for (const [, name = ''] of template.matchAll(PLACEHOLDER)) {
    if (!(name in paths) && !RESERVED.includes(name)) {
      throw invalid(`InputTemplate for target ${id} contains invalid placeholder ${name}.`);
    }
  }
}

/** The JSON text that a target gets, or undefined when the template's result is not JSON: AWS then delivers nothing. */
export function inputFor(target: InputSettings, event: EventEnvelope, names: RuleNames): string | undefined {
  if (target.Input !== undefined) return target.Input;
  if (target.InputPath !== undefined) return JSON.stringify(follow(parsePath(target.InputPath) ?? [], event) ?? '');
  if (target.InputTransformer === undefined) return JSON.stringify(event);
  const { InputPathsMap: paths = {}, InputTemplate: template = '' } = target.InputTransformer;
  const values = new Map(
    Object.entries(paths).map(([name, path]) => [name, follow(parsePath(path) ?? [], event)] as const),
  );
  const filled = fillTemplate(template, (name) => (values.has(name) ? values.get(name) : reserved(name, event, names)));
  return isJson(filled) ? filled : undefined;
}

/**
 * Outside a string a placeholder becomes the value's JSON, and a path that leads nowhere "". Inside one it becomes
 * the bare text of a string, or the JSON of an object or list: without its quotes when the template is a string as a
 * whole, else with them, which leaves no JSON, so that nothing is delivered.
 */
function fillTemplate(template: string, lookUp: (name: string) => unknown): string {
  let filled = '';
  let inString = false;
  const ofString = template.trimStart().startsWith('"');
  for (const [token, name] of template.matchAll(/<([\w.-]+)>|\\[\s\S]|[\s\S]/g)) {
    if (name === undefined) {
      if (token === '"') inString = !inString;
      filled += token;
    } else {
      const value = lookUp(name) ?? '';
      filled += inString ? insideString(value, ofString) : JSON.stringify(value);
    }
  }
  return filled;
}

function insideString(value: unknown, ofString: boolean): string {
  if (typeof value !== 'string') return ofString ? JSON.stringify(value).replaceAll('"', '') : JSON.stringify(value);
  return JSON.stringify(value).slice(1, -1);
}

function reserved(name: string, event: EventEnvelope, { arn, name: ruleName, ingested }: RuleNames): unknown {
  switch (name) {
    case 'aws.events.event.json':
      return event;
    case 'aws.events.event': {
      const { detail: _, 'detail-type': detailType, ...rest } = event;
      return { ...rest, detailType };
    }
    case 'aws.events.event.ingestion-time':
      return new Date(ingested).toISOString();
    case 'aws.events.rule-arn':
      return arn;
    case 'aws.events.rule-name':
      return ruleName;
    default:
      throw new Error(`placeholder <${name}> passed the check`);
  }
}

const invalid = (message: string): ServiceError => new ServiceError('ValidationException', message);
