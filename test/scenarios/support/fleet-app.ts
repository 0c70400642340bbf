import { App } from 'aws-cdk-lib';
import { readConfig } from '../../../infra/config';
import { HealerStack } from '../../../infra/healer-stack';
import { ServiceStack } from '../../../infra/service-stack';
import { fleetServices } from './fleet-services';

/** One healer and many services that it protects, each the real stack; how many, FLEET_SIZE says. */
const app = new App();
const config = readConfig(app.node);
const healer = new HealerStack(app, `SelfHealing-${config.environment}-healer`, { config });
for (const service of fleetServices(Number(process.env.FLEET_SIZE))) {
  new ServiceStack(app, `SelfHealing-${config.environment}-${service}`, {
    config: { ...config, service },
    healer: healer.healer,
  });
}
app.synth();
