import type {
  DeleteDashboardsInput,
  DeleteDashboardsOutput,
  GetDashboardInput,
  GetDashboardOutput,
  ListDashboardsInput,
  ListDashboardsOutput,
  PutDashboardInput,
  PutDashboardOutput,
} from '@aws-sdk/client-cloudwatch';
import { ServiceError } from '../../kernel/errors';
import type { Platform } from '../../kernel/platform';
import { parseObject } from '../support/json';
import { only } from '../support/only';
import { page } from '../support/page';
import { invalidToken } from './alarm-history';
import { check, required } from './constraints';

/** Dashboards are kept and shown as text; nothing draws them. */
export class Dashboards {
  private readonly byName = new Map<string, { readonly body: string; readonly modified: number }>();

  constructor(private readonly platform: Platform) {}

  put(name: string, body: string): void {
    this.byName.set(name, { body, modified: this.platform.clock.now() });
  }

  delete(name: string): void {
    this.byName.delete(name);
  }

  putDashboard(input: PutDashboardInput): PutDashboardOutput {
    check(input, { DashboardName: required(), DashboardBody: required() });
    only('PutDashboard', input, ['DashboardName', 'DashboardBody']);
    const { DashboardName: name = '', DashboardBody: body = '' } = input;
    if (!/^[\w-]{1,255}$/.test(name)) {
      throw new ServiceError(
        'InvalidParameterValue',
        'The value for field DashboardName contains invalid characters. It can only contain alphanumerics, dash (-) and underscore (_).\n',
      );
    }
    const invalid = problemOf(body);
    if (invalid !== undefined) {
      throw new ServiceError(
        'InvalidParameterInput',
        'The dashboard body is invalid, there are 1 validation errors',
        400,
        {
          dashboardValidationMessages: [{ Message: invalid }],
        },
      );
    }
    this.put(name, body);
    return { DashboardValidationMessages: [] };
  }

  deleteDashboards(input: DeleteDashboardsInput): DeleteDashboardsOutput {
    check(input, { DashboardNames: required() });
    only('DeleteDashboards', input, ['DashboardNames']);
    const names = input.DashboardNames ?? [];
    // One that does not exist keeps the others.
    const missing = names.find((name) => !this.byName.has(name));
    if (missing !== undefined) throw notFound(missing);
    for (const name of names) this.delete(name);
    return {};
  }

  getDashboard(input: GetDashboardInput): GetDashboardOutput {
    only('GetDashboard', input, ['DashboardName']);
    const name = input.DashboardName ?? '';
    const dashboard = this.byName.get(name);
    if (dashboard === undefined) throw notFound(name);
    return { DashboardArn: this.arn(name), DashboardBody: dashboard.body, DashboardName: name };
  }

  listDashboards(input: ListDashboardsInput): ListDashboardsOutput {
    only('ListDashboards', input, ['DashboardNamePrefix', 'NextToken']);
    const found = [...this.byName]
      .filter(([name]) => name.startsWith(input.DashboardNamePrefix ?? ''))
      .sort(([a], [b]) => (a < b ? -1 : 1));
    const { items, next } = page(found, input.NextToken, 1000, invalidToken);
    return {
      DashboardEntries: items.map(([name, { body, modified }]) => ({
        DashboardName: name,
        DashboardArn: this.arn(name),
        LastModified: new Date(modified),
        Size: Buffer.byteLength(body),
      })),
      ...(next !== undefined && { NextToken: next }),
    };
  }

  private arn(name: string): string {
    return `arn:aws:cloudwatch::${this.platform.account}:dashboard/${name}`;
  }
}

const notFound = (name: string): ServiceError =>
  new ServiceError('ResourceNotFound', `Dashboard ${name} does not exist`, 404);

/** Of the body only that it is a dashboard at all is looked at: nothing draws it. */
function problemOf(body: string): string | undefined {
  const parsed = parseObject(body);
  if (parsed === undefined) return 'The field DashboardBody must be a valid JSON object';
  return Array.isArray(parsed.widgets) ? undefined : 'The field "widgets" is required and must be a list';
}
