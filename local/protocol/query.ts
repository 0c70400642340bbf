import { XmlShapeSerializer } from '@aws-sdk/core/protocols';
import type { NormalizedSchema } from '@smithy/core/schema';
import { errorNames, operationNamed, unknownOperation } from './errors';
import type { Codec, WireResponse } from './wire';

/** Smithy's number for timestamps as ISO 8601. */
const DATE_TIME = 5;

/** AWS Query: a form in, XML out. */
export const query: Codec = {
  operation(request, schemas) {
    const name = form(request.body).get('Action');
    if (name === null) throw unknownOperation(schemas.service.name, 'a request without Action');
    return operationNamed(schemas, name);
  },

  async decode(request, operation) {
    if (operation.input.isUnitSchema()) return {};
    return (read(operation.input, '', form(request.body)) ?? {}) as object;
  },

  encode(output, operation, requestId) {
    const name = operation.name;
    const result = operation.output.isUnitSchema()
      ? ''
      : `<${name}Result>${inner(operation.output, output)}</${name}Result>`;
    return xml(
      200,
      `<${name}Response>${result}<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${name}Response>`,
      requestId,
    );
  },

  encodeError(error, schemas, requestId) {
    const code = errorNames(error, schemas).queryCode ?? error.code;
    return errorDocument(error.status, code, error.message, requestId);
  },
};

/** An error as query services answer it. */
export function errorDocument(status: number, code: string, message: string, requestId: string): WireResponse {
  const type = status >= 500 ? 'Receiver' : 'Sender';
  return xml(
    status,
    `<ErrorResponse><Error><Type>${type}</Type><Code>${escapeXml(code)}</Code>${message === '' ? '' : `<Message>${escapeXml(message)}</Message>`}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
    requestId,
  );
}

function form(body: Buffer): URLSearchParams {
  return new URLSearchParams(body.toString('utf8'));
}

/** Reads `prefix` of a form by its schema; undefined when the form has nothing there. */
function read(schema: NormalizedSchema, prefix: string, parameters: URLSearchParams): unknown {
  if (schema.isStructSchema()) {
    if (prefix !== '' && !has(parameters, prefix)) return undefined;
    const value: Record<string, unknown> = {};
    for (const [name, member] of schema.structIterator()) {
      const wireName = (member.getMergedTraits().xmlName as string | undefined) ?? name;
      const found = read(member, prefix === '' ? wireName : `${prefix}.${wireName}`, parameters);
      if (found !== undefined) value[name] = found;
    }
    return value;
  }
  if (schema.isListSchema()) {
    const flat = schema.getMergedTraits().xmlFlattened !== undefined;
    const memberName = (schema.getValueSchema().getMergedTraits().xmlName as string | undefined) ?? 'member';
    const items = entries(parameters, flat ? prefix : `${prefix}.${memberName}`);
    if (items.length === 0) return parameters.has(prefix) ? [] : undefined;
    return items.map((item) => read(schema.getValueSchema(), item, parameters));
  }
  if (schema.isMapSchema()) {
    const flat = schema.getMergedTraits().xmlFlattened !== undefined;
    const keyName = (schema.getKeySchema().getMergedTraits().xmlName as string | undefined) ?? 'key';
    const valueName = (schema.getValueSchema().getMergedTraits().xmlName as string | undefined) ?? 'value';
    const items = entries(parameters, flat ? prefix : `${prefix}.entry`);
    if (items.length === 0) return undefined;
    return Object.fromEntries(
      items.map((item) => [
        parameters.get(`${item}.${keyName}`) ?? '',
        read(schema.getValueSchema(), `${item}.${valueName}`, parameters),
      ]),
    );
  }
  const text = parameters.get(prefix);
  return text === null ? undefined : scalar(schema, text);
}

function scalar(schema: NormalizedSchema, text: string): unknown {
  if (schema.isBooleanSchema()) return text === 'true';
  if (schema.isNumericSchema()) return Number(text);
  if (schema.isTimestampSchema()) return new Date(text);
  if (schema.isBlobSchema()) return Buffer.from(text, 'base64');
  return text;
}

/** `prefix.1`, `prefix.2`, … as far as the form has them. */
function entries(parameters: URLSearchParams, prefix: string): string[] {
  const found: string[] = [];
  while (has(parameters, `${prefix}.${found.length + 1}`)) found.push(`${prefix}.${found.length + 1}`);
  return found;
}

function has(parameters: URLSearchParams, prefix: string): boolean {
  if (parameters.has(prefix)) return true;
  for (const key of parameters.keys()) if (key.startsWith(`${prefix}.`)) return true;
  return false;
}

/** The XML inside the element that the serializer puts around a structure. */
function inner(schema: NormalizedSchema, output: object): string {
  const serializer = new XmlShapeSerializer({
    timestampFormat: { useTrait: true, default: DATE_TIME },
    serviceNamespace: '',
    xmlNamespace: '',
  } as ConstructorParameters<typeof XmlShapeSerializer>[0]);
  serializer.write(schema, output);
  const text = String(serializer.flush());
  return text.endsWith('/>') ? '' : text.slice(text.indexOf('>') + 1, text.lastIndexOf('</'));
}

function xml(status: number, body: string, requestId: string): WireResponse {
  return { status, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId }, body };
}

function escapeXml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
