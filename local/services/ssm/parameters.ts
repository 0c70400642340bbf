import type {
  DeleteParameterRequest,
  DeleteParametersRequest,
  DeleteParametersResult,
  DescribeParametersRequest,
  DescribeParametersResult,
  GetParameterHistoryRequest,
  GetParameterHistoryResult,
  GetParameterRequest,
  GetParameterResult,
  GetParametersByPathRequest,
  GetParametersByPathResult,
  GetParametersRequest,
  GetParametersResult,
  Parameter,
  PutParameterRequest,
  PutParameterResult,
} from '@aws-sdk/client-ssm';
import { ServiceError } from '../../kernel/errors';
import type { Call, Platform } from '../../kernel/platform';
import { only } from '../support/only';
import { page } from '../support/page';
import { tagsFrom } from '../support/tags';
import { checkedName, checkPath, readSelector } from './names';
import { ParameterTags } from './tags';
import { nextVersion, type Version } from './version';
import { historical, metadata, shown } from './views';

/** Plain parameters with their versions. */
export class Parameters {
  private readonly byName = new Map<string, Version[]>();

  readonly tags = new ParameterTags((name) => this.byName.has(name));

  constructor(private readonly platform: Platform) {}

  putParameter(input: PutParameterRequest, call: Call): PutParameterResult {
    only('PutParameter', input, [
      'Name',
      'Description',
      'Value',
      'Type',
      'Overwrite',
      'AllowedPattern',
      'Tags',
      'Tier',
      'DataType',
    ]);
    const name = checkedName(input.Name);
    const versions = this.byName.get(name);
    if (versions !== undefined && input.Overwrite !== true) {
      throw new ServiceError(
        'ParameterAlreadyExists',
        'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
      );
    }
    if (input.Overwrite === true && (input.Tags ?? []).length > 0) {
      throw new ServiceError(
        'ValidationException',
        "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. " +
          'To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.',
      );
    }
    const next = nextVersion(input, versions?.at(-1), {
      modified: this.platform.clock.now(),
      modifiedBy: call.principal.kind === 'service' ? call.principal.service : call.principal.arn,
    });
    if (versions === undefined) {
      this.tags.put(name, tagsFrom(input.Tags));
      this.byName.set(name, [next]);
    } else versions.push(next);
    return { Version: versions?.length ?? 1, Tier: next.tier };
  }

  getParameter(input: GetParameterRequest): GetParameterResult {
    only('GetParameter', input, ['Name', 'WithDecryption']);
    return { Parameter: this.find(input.Name ?? '') };
  }

  deleteParameters(input: DeleteParametersRequest): DeleteParametersResult {
    only('DeleteParameters', input, ['Names']);
    const names = input.Names ?? [];
    const deleted = names.filter((name) => this.remove(name));
    return { DeletedParameters: deleted, InvalidParameters: names.filter((name) => !deleted.includes(name)) };
  }

  getParameterHistory(input: GetParameterHistoryRequest): GetParameterHistoryResult {
    only('GetParameterHistory', input, ['Name', 'WithDecryption', 'MaxResults', 'NextToken']);
    const name = input.Name ?? '';
    const versions = this.byName.get(name);
    if (versions === undefined) {
      throw new ServiceError('ParameterNotFound', `Parameter ${name} not found.`);
    }
    const { items, next } = page(
      versions.map((version, index) => historical(name, version, index + 1)),
      input.NextToken,
      input.MaxResults ?? 50,
      invalidToken,
    );
    return { Parameters: items, ...(next !== undefined && { NextToken: next }) };
  }

  getParameters(input: GetParametersRequest): GetParametersResult {
    only('GetParameters', input, ['Names', 'WithDecryption']);
    const found: Parameter[] = [];
    const invalid: string[] = [];
    for (const name of input.Names ?? []) {
      try {
        found.push(this.find(name));
      } catch (error) {
        if (!(error instanceof ServiceError) || !error.code.endsWith('NotFound')) throw error;
        invalid.push(name);
      }
    }
    return { Parameters: found, InvalidParameters: invalid };
  }

  getParametersByPath(input: GetParametersByPathRequest): GetParametersByPathResult {
    only('GetParametersByPath', input, ['Path', 'Recursive', 'WithDecryption', 'MaxResults', 'NextToken']);
    const path = input.Path ?? '';
    checkPath(path);
    const prefix = path.endsWith('/') ? path : `${path}/`;
    const below = this.names().filter(
      (name) => name.startsWith(prefix) && (input.Recursive === true || !name.slice(prefix.length).includes('/')),
    );
    const { items, next } = page(below, input.NextToken, pageSize(input.MaxResults, 10, 10), invalidToken);
    return { Parameters: items.map((name) => this.find(name)), ...(next !== undefined && { NextToken: next }) };
  }

  deleteParameter(input: DeleteParameterRequest): object {
    only('DeleteParameter', input, ['Name']);
    if (!this.remove(input.Name ?? '')) throw notFound();
    return {};
  }

  private remove(name: string): boolean {
    this.tags.forget(name);
    return this.byName.delete(name);
  }

  describeParameters(input: DescribeParametersRequest): DescribeParametersResult {
    only('DescribeParameters', input, ['MaxResults', 'NextToken']);
    const { items, next } = page(this.names(), input.NextToken, pageSize(input.MaxResults, 50, 50), invalidToken);
    const Parameters = items.map((name) => metadata({ name, arn: this.arn(name) }, this.byName.get(name) ?? []));
    return { Parameters, ...(next !== undefined && { NextToken: next }) };
  }

  private names(): string[] {
    return [...this.byName.keys()].sort();
  }

  /** By name, `name:version`, or ARN. */
  private find(given: string): Parameter {
    const selector = readSelector(given);
    const stored = selector.names.find((name) => this.byName.has(name));
    const versions = this.byName.get(stored ?? '');
    if (stored === undefined || versions === undefined) throw notFound();
    const number = selector.version === undefined ? versions.length : Number(selector.version);
    const found = versions[number - 1];
    if (found === undefined) {
      throw new ServiceError(
        'ParameterVersionNotFound',
        `Systems Manager could not find version ${selector.version} of ${stored}. Verify the version and try again.`,
      );
    }
    const name = selector.byArn ? stored : selector.names[0];
    const parameter = shown({ name, arn: this.arn(stored) }, found, number);
    return selector.version === undefined ? parameter : { ...parameter, Selector: `:${selector.version}` };
  }

  private arn(name: string): string {
    const { region, account } = this.platform;
    return `arn:aws:ssm:${region}:${account}:parameter${name.startsWith('/') ? '' : '/'}${name}`;
  }
}

function pageSize(asked: number | undefined, fallback: number, most: number): number {
  const size = asked ?? fallback;
  if (size >= 1 && size <= most) return size;
  throw new ServiceError(
    'ValidationException',
    `1 validation error detected: Value '${size}' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to ${most}`,
  );
}

const invalidToken = (): ServiceError => new ServiceError('InvalidNextToken', 'The specified token is not valid.');
/** Recorded from AWS without a message. */
const notFound = (): ServiceError => new ServiceError('ParameterNotFound', '');
