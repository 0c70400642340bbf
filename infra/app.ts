import { App } from 'aws-cdk-lib';
import { ConfigError, readConfig } from './config';
import { HealerStack } from './healer-stack';
import { ServiceStack } from './service-stack';

/** One synthesis makes one environment: the healer, and one service that it protects. */
function main(): void {
  const app = new App();
  const config = readConfig(app.node);
  const prefix = `SelfHealing-${config.environment}`;
  const healer = new HealerStack(app, `${prefix}-healer`, { config });
  new ServiceStack(app, `${prefix}-${config.service}`, { config, healer: healer.healer });
  app.synth();
}

try {
  main();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  // The reader's own mistake: the sentence is enough, a stack trace would bury it.
  console.error(error.message);
  process.exitCode = 1;
}
