import { App, CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Alarm, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { readConfig } from '../../../infra/config';
import { HealerStack } from '../../../infra/healer-stack';
import { SelfHealing } from '../../../infra/self-healing';

const HANDLER = `
exports.handler = async () => {
  if (process.env.BROKEN === 'yes') throw new Error('broken');
  return 'done';
};
`;

/** Somebody's own function without an API, protected as the README says: with their alarm, and probed by invocation. */
const app = new App();
const config = readConfig(app.node);
const { healer } = new HealerStack(app, 'SelfHealing-dev-healer', { config });
const stack = new Stack(app, 'SelfHealing-dev-worker');
const fn = new LambdaFunction(stack, 'Function', {
  runtime: Runtime.NODEJS_24_X,
  handler: 'index.handler',
  code: Code.fromInline(HANDLER),
  environment: { BROKEN: 'no' },
  currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN },
});
const alias = fn.addAlias('live');
const errors = new Alarm(stack, 'Errors', {
  alarmName: 'worker-errors',
  metric: alias.metricErrors({ period: Duration.minutes(1) }),
  threshold: 1,
  evaluationPeriods: 1,
  treatMissingData: TreatMissingData.NOT_BREACHING,
});
// Logical ids as in our own stacks: the same grants on the same things count as one.
new SelfHealing(stack, 'SelfHealing', {
  healer,
  targetId: 'worker',
  alias,
  signals: [errors],
  probe: { kind: 'invoke', payload: '{"ping":true}' },
  syntheticPerMinute: 20,
  runbookUrl: 'https://wiki.example.com/worker',
});
new CfnOutput(stack, 'FunctionName', { value: fn.functionName });
new CfnOutput(stack, 'AliasName', { value: alias.aliasName });
app.synth();
