import type { Cloud } from './cloud';
import type { ServerOptions } from './options';

/** What the screen says when the cloud is ready. */
export function welcome(
  cloud: Pick<Cloud, 'endpoint'>,
  outputs: Readonly<Record<string, string>>,
  { time, seed, application }: Pick<ServerOptions, 'time' | 'seed' | 'application'>,
): string {
  const width = Math.max(0, ...Object.keys(outputs).map((key) => key.length));
  const values = Object.entries(outputs).map(([key, value]) => `  ${key.padEnd(width)}  ${value}`);
  const examples = application.kind === 'none' ? ofNothing() : ofStacks(cloud, outputs);
  return `
The embedded AWS is ready: ${cloud.endpoint}  (${time} time, seed ${seed}; Ctrl-C ends it)

${values.length === 0 ? '  It has no outputs.' : values.join('\n')}

Try, in another terminal:
  export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_DEFAULT_REGION=us-east-1
  export AWS_ENDPOINT_URL=${cloud.endpoint}    # AWS CLI 1 wants --endpoint-url for sqs
  export AWS_DISABLE_HOST_PREFIX_INJECTION=true    # for stepfunctions test-state and start-sync-execution
${examples.map((line) => `  ${line}\n`).join('')}${
  time === 'virtual' ? `  curl -X POST ${cloud.endpoint}/_local/clock -d '{"advanceSeconds":60}'\n` : ''
}
`;
}

function ofStacks({ endpoint }: Pick<Cloud, 'endpoint'>, outputs: Readonly<Record<string, string>>): string[] {
  return [
    `curl -i ${outputs.ApiUrl ?? endpoint}`,
    "aws lambda list-functions --query 'Functions[].FunctionName'",
    "aws cloudwatch describe-alarms --query 'MetricAlarms[].[AlarmName,StateValue]' --output table",
    `aws stepfunctions list-executions --state-machine-arn ${outputs.StateMachineArn ?? 'ARN'}`,
    `npx cdk synth --quiet -c failureRate=1 && curl -X POST ${endpoint}/_local/deploy -d '{"assembly":"cdk.out"}'`,
    `curl -X POST ${endpoint}/_local/faults -d '{"kind":"throttle","service":"lambda","operation":"UpdateAlias","times":3}'`,
  ];
}

/** As on AWS, a function needs a role that Lambda may assume. */
const TRUST = JSON.stringify({
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

function ofNothing(): string[] {
  return [
    `echo 'exports.handler = async () => "hello"' > index.js && zip -q code.zip index.js`,
    'aws iam create-role --role-name hello --assume-role-policy-document \\',
    `  '${TRUST}'`,
    'aws lambda create-function --function-name hello --runtime nodejs22.x --handler index.handler \\',
    '  --role arn:aws:iam::000000000000:role/hello --zip-file fileb://code.zip',
    'aws lambda wait function-active-v2 --function-name hello',
    'aws lambda invoke --function-name hello answer.json && cat answer.json',
  ];
}
