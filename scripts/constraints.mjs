// Reads what AWS's API models say about the values of members, into local/protocol/constraints/: the SDK's schemas leave it out.
//   node scripts/constraints.mjs <folder "data" of botocore>
// To be run when an operation is added; operations are those that local/EMULATION.md lists.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const SERVICES = {
  cloudformation: 'cloudformation',
  dynamodb: 'dynamodb',
  events: 'events',
  lambda: 'lambda',
  logs: 'logs',
  ssm: 'ssm',
};
/** The engine behind the other operations of DynamoDB checks them itself. */
const ONLY = { dynamodb: ['TransactGetItems', 'TransactWriteItems'] };
/** Members that AWS prints although its published model does not have them. */
const UNPUBLISHED = { PutEventsRequestEntry: ['KmsKeyIdentifier', 'InternalMetadata'] };
/** Constraints that the service behind the framework checks, in words of its own. */
const CHECKED_BEHIND = { LogGroupName: ['max'], LogStreamName: ['max'] };
const data = process.argv[2];
if (data === undefined) throw new Error('Give the folder "data" of an installed botocore.');

const table = readFileSync('local/EMULATION.md', 'utf8');

for (const [service, folder] of Object.entries(SERVICES)) {
  const row = table.split('\n').find((line) => line.startsWith(`| ${service} |`)) ?? '';
  const listed = [...row.matchAll(/`(\w+)`/g)].map(([, name]) => name);
  const names = listed.filter((name) => ONLY[service]?.includes(name) ?? true);
  const model = readModel(join(data, folder));
  const kept = {};
  const operations = {};
  for (const name of names) {
    const input = model.operations[name]?.input?.shape;
    if (input !== undefined && keep(input, model.shapes, kept)) operations[name] = input;
  }
  const shapes = Object.fromEntries(
    Object.entries(kept)
      .filter(([, shape]) => shape !== null)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  writeFileSync(
    `local/protocol/constraints/${service}.json`,
    `{\n"operations": {\n${lines(operations)}\n},\n"shapes": {\n${lines(shapes)}\n}\n}\n`,
  );
}

function readModel(folder) {
  const version = readdirSync(folder).sort().at(-1);
  const file = join(folder, version, 'service-2.json');
  return JSON.parse(existsSync(file) ? readFileSync(file, 'utf8') : gunzipSync(readFileSync(`${file}.gz`)));
}

/** Whether a shape, or one inside it, says anything about values; enters it then. */
function keep(name, shapes, kept) {
  if (name in kept) return kept[name] !== null;
  kept[name] = null;
  const shape = shapes[name];
  const said = {
    ...(shape.sensitive && { sensitive: true }),
    ...(shape.min !== undefined &&
      !(shape.min === 0 && ['string', 'list', 'map', 'blob'].includes(shape.type)) && { min: shape.min }),
    ...(shape.max !== undefined && { max: shape.max }),
    ...(shape.pattern !== undefined &&
      !/^\^?(\.|\[\\s\\S\])\*\$?$/.test(shape.pattern) && { pattern: patternOf(shape.pattern) }),
    ...(shape.enum !== undefined && name !== 'Runtime' && { enum: shape.enum }),
    ...insideOf(shape, shapes, kept),
  };
  for (const key of CHECKED_BEHIND[name] ?? []) delete said[key];
  const says = Object.keys(said).some((key) => key !== 'sensitive');
  if (says) kept[name] = { type: shape.type, ...said };
  return says;
}

function insideOf(shape, shapes, kept) {
  if (shape.type === 'list') {
    const { shape: element } = shape.member;
    const limited = shape.max !== undefined && shapes[element].type === 'structure';
    return {
      ...(keep(element, shapes, kept) && { each: element }),
      ...(limited && {
        shown: { [element]: [...Object.keys(shapes[element].members), ...(UNPUBLISHED[element] ?? [])] },
      }),
    };
  }
  if (shape.type === 'map') {
    return {
      ...(keep(shape.key.shape, shapes, kept) && { keys: shape.key.shape }),
      ...(keep(shape.value.shape, shapes, kept) && { values: shape.value.shape }),
    };
  }
  if (shape.type !== 'structure') return {};
  const members = Object.entries(shape.members).filter(([, member]) => keep(member.shape, shapes, kept));
  return {
    ...(shape.required?.length > 0 && { required: shape.required }),
    ...(members.length > 0 && { members: Object.fromEntries(members.map(([name, member]) => [name, member.shape])) }),
  };
}

/** Lambda answers with newer forms of a region and of what has tags than its published model has. */
function patternOf(pattern) {
  return pattern
    .replaceAll('[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+', '(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+')
    .replace('?|code-signing-config:csc', '?|layer:([a-zA-Z0-9-_]+)|code-signing-config:csc');
}

function lines(entries) {
  return Object.entries(entries)
    .map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`)
    .join(',\n');
}
