import type { RouteKey } from './route-key';

/** An HTTP API with what belongs to it. */
export interface HttpApi {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly endpoint: string;
  /** ms since the epoch. */
  readonly createdAt: number;
  readonly integrations: Map<string, Integration>;
  readonly routes: Route[];
  readonly stages: Map<string, Stage>;
}

/** A Lambda function behind the API, with payload format 2.0. */
export interface Integration {
  readonly id: string;
  /** As the template gives it. */
  readonly uri: string;
  /** ARN of the function, version or alias. */
  readonly functionArn: string;
  /** ms */
  readonly timeout: number;
  /** Made by CreateApi with a target, and gone with the API only. */
  readonly managed?: boolean;
}

export interface Route {
  readonly id: string;
  readonly key: RouteKey;
  readonly integrationId: string;
  /** Made by CreateApi with a target, and gone with the API only. */
  readonly managed?: boolean;
}

export interface StageSettings {
  readonly name: string;
  readonly accessLog: AccessLog | undefined;
}

export interface Stage extends StageSettings {
  /** ms since the epoch. */
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Made by CreateApi with a target, and gone with the API only. */
  readonly managed?: boolean;
}

interface AccessLog {
  /** ARN of the log group, as given. */
  readonly destination: string;
  readonly group: string;
  readonly format: string;
}

/** The HTTP APIs of the account and region. */
export class HttpApis {
  private readonly apis = new Map<string, HttpApi>();

  constructor(readonly account: string) {}

  add(api: HttpApi): void {
    this.apis.set(api.id, api);
  }

  remove(id: string): void {
    this.apis.delete(id);
  }

  find(id: string): HttpApi | undefined {
    return this.apis.get(id);
  }

  all(): HttpApi[] {
    return [...this.apis.values()];
  }
}
