import { parseArgs } from 'node:util';
import { Cloud, REGION } from '../local/cloud';
import { differences } from './differential/compare';
import { scriptedCalls } from './differential/script';
import { call, type Side } from './differential/side';

const USAGE = `Makes the same calls on the embedded AWS and on another endpoint, and says where status, code or shape differ.

  npm run differential -- [--endpoint URL | --aws] [--role ARN]

  --endpoint URL  what to compare with          (default: AWS_ENDPOINT_URL, else a second embedded AWS)
  --aws           compares with AWS itself, with the credentials and the region of the environment
  --role ARN      an execution role there: also makes a function and deletes it
`;
const OPERATOR = { accessKeyId: 'operator', secretAccessKey: 'operator' };

/** Ends with 1 where there is a difference. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      endpoint: { type: 'string' },
      aws: { type: 'boolean' },
      role: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) {
    process.stdout.write(USAGE);
    return 0;
  }
  // The SDK would read it for the embedded side, too, and for AWS itself.
  const { AWS_ENDPOINT_URL: fromEnvironment } = process.env;
  delete process.env.AWS_ENDPOINT_URL;
  // The role of the other side is not there on this one: who may do what is not compared.
  const here = await Cloud.start({ time: 'real', authorization: 'record' });
  const second = await Cloud.start({ time: 'real', authorization: 'record' });
  try {
    const endpoint = values.endpoint ?? fromEnvironment ?? second.endpoint;
    const ours: Side = { endpoint: here.endpoint, region: REGION, credentials: OPERATOR };
    const isOurs = endpoint === second.endpoint;
    const theirs: Side =
      values.aws === true ? {} : { endpoint, region: REGION, ...(isOurs && { credentials: OPERATOR }) };
    process.stdout.write(`here: the embedded AWS; there: ${values.aws === true ? 'AWS' : endpoint}\n`);
    return await compare(ours, theirs, values.role ?? (isOurs ? `arn:aws:iam::000000000000:role/r` : undefined));
  } finally {
    await Promise.all([here.close(), second.close()]);
  }
}

async function compare(ours: Side, theirs: Side, role: string | undefined): Promise<number> {
  const steps = scriptedCalls(role);
  let differing = 0;
  for (const [index, step] of steps.entries()) {
    const found = differences(step, await call(ours, step), await call(theirs, step));
    if (found.length === 0) continue;
    differing += 1;
    process.stdout.write(
      `${index + 1} ${step.service}:${step.operation} ${JSON.stringify(step.input).slice(0, 200)}\n`,
    );
    for (const line of found) process.stdout.write(`    ${line}\n`);
  }
  process.stdout.write(`${steps.length} calls, ${differing} with differences\n`);
  return differing === 0 ? 0 : 1;
}

main().then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  },
);
