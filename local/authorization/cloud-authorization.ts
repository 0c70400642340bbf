import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PassingCall } from '../kernel/dispatcher';
import type { Services } from '../services';
import type { Home } from './actions/need';
import { type AuthorizationMode, Authorizer } from './authorizer';
import type { AuthorizationSettings } from './settings';
import { usageRecord } from './usage-record';
import { type Denial, Uses } from './uses';

/** The authorization of one cloud: who may do what there, and what was made of it. */
export class CloudAuthorization {
  readonly authorizer: Authorizer;
  private readonly uses = new Uses();

  /** @param services what the decisions rest on; asked for when there are calls to decide */
  constructor(
    mode: AuthorizationMode,
    home: Home,
    private readonly services: () => Services,
    private readonly settings: AuthorizationSettings,
  ) {
    this.authorizer = new Authorizer(
      mode,
      {
        home,
        roleOf: (arn) => services().iam.roles.find(arn),
        policyOf: (arn) => this.serviceNamed(arn.split(':')[2])?.policyOf?.(arn),
        resourcesOf: (call) => this.resourcesOf(call),
      },
      this.uses,
    );
  }

  /** What was, or would have been, denied so far, to roles and to services; never to the operator. */
  denials(): readonly Denial[] {
    return this.uses.allDenials();
  }

  /** Writes what was used, if the environment says where. */
  writeUsage(): void {
    const { usage } = this.settings;
    if (usage === undefined) return;
    const record = usageRecord(usage.label, this.services().cloudformation.stacks(), this.uses);
    mkdirSync(usage.directory, { recursive: true });
    writeFileSync(join(usage.directory, `${randomUUID()}.json`), JSON.stringify(record));
  }

  private serviceNamed(name: string | undefined) {
    return this.services().all.find((service) => service.name === name);
  }

  private resourcesOf({ service, operation, input }: PassingCall): readonly string[] | undefined {
    return this.serviceNamed(service)?.resourcesOf?.[operation]?.(input as never);
  }
}
