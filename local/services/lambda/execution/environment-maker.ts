import type { Platform } from '../../../kernel/platform';
import { functionPrincipal, reportTraces } from '../execution-role';
import type { FunctionVersion, LambdaFunction } from '../lambda-function';
import type { SharedTime } from '../shared-time';
import { Environment } from './environment';
import { InvocationLog } from './invocation-log';
import type { EnvironmentPool } from './pool';
import { environmentVariables } from './variables';

/** Makes execution environments, each with the log that its lines go to. */
export class EnvironmentMaker {
  private readonly logs = new WeakMap<Environment, InvocationLog>();
  private readonly streams;
  private readonly seeds;
  private made = 0;

  constructor(
    private readonly platform: Platform,
    private readonly sharedTime: SharedTime,
    private readonly pool: EnvironmentPool,
    private readonly watchdog: number,
  ) {
    this.seeds = platform.random.stream('lambda.environment-seed');
    this.streams = platform.random.stream('lambda.log-stream');
    sharedTime.write(platform.clock.now());
  }

  /** @param log of the environment that this one takes the place of */
  make(owner: LambdaFunction, version: FunctionVersion, log = this.newLog(owner, version)): Environment {
    const { platform } = this;
    const { settings } = version;
    this.made += 1;
    const id = `${owner.name}:${version.version}-${this.made}`;
    const environment: Environment = new Environment({
      id,
      clock: platform.clock,
      start: {
        taskRoot: settings.code.folder,
        handler: settings.handler,
        runtime: settings.runtime,
        endpoint: platform.endpoint(),
        time: this.sharedTime.buffer,
        seed: Math.floor(this.seeds.next() * 2 ** 32),
      },
      variables: environmentVariables(platform, owner, version, log.stream, id),
      watchdog: this.watchdog,
      onLine: (message) => log.line(message),
      onEnd: () => this.pool.forget(environment),
    });
    this.pool.add(environment);
    this.logs.set(environment, log);
    return environment;
  }

  logOf(environment: Environment): InvocationLog {
    const log = this.logs.get(environment);
    if (log === undefined) throw new Error(`The environment ${environment.id} has no log`);
    return log;
  }

  private newLog(owner: LambdaFunction, { version, settings }: FunctionVersion): InvocationLog {
    const { platform } = this;
    const day = new Date(platform.clock.now()).toISOString().slice(0, 10).replaceAll('-', '/');
    const stream = `${day}/[${version}]${this.streams.uuid().replaceAll('-', '')}`;
    const principal = functionPrincipal(owner, settings.role);
    reportTraces(platform, principal, settings);
    return new InvocationLog(settings, stream, (message) =>
      platform.log(settings.logging.group, stream, message, principal),
    );
  }
}
