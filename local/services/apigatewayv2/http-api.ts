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
}

export interface Route {
  readonly id: string;
  readonly key: RouteKey;
  readonly integrationId: string;
}

export interface Stage {
  readonly name: string;
  readonly accessLog: { readonly group: string; readonly format: string } | undefined;
}

/** The HTTP APIs of the account and region. */
export class HttpApis {
  private readonly apis = new Map<string, HttpApi>();

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
