import type {
  GetDashboardInput,
  GetDashboardOutput,
  ListDashboardsInput,
  ListDashboardsOutput,
} from '@aws-sdk/client-cloudwatch';
import { ServiceError } from '../../kernel/errors';
import type { Platform } from '../../kernel/platform';
import { only } from '../support/only';
import { page } from '../support/page';
import { invalidToken } from './alarm-history';

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

  getDashboard(input: GetDashboardInput): GetDashboardOutput {
    const name = input.DashboardName ?? '';
    const dashboard = this.byName.get(name);
    if (dashboard === undefined) throw new ServiceError('ResourceNotFound', `Dashboard ${name} does not exist`, 404);
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
