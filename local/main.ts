import { assemblyOf } from './application';
import { Cloud } from './cloud';
import { VirtualClock } from './kernel/virtual-clock';
import { type Application, readOptions, type ServerOptions, USAGE } from './options';
import { keepPace } from './pace';
import { welcome } from './welcome';

/** Outputs that CDK makes for references between stacks; nobody reads them. */
const MADE_BY_CDK = /^(Exports|Publish)Output/;

async function main(): Promise<void> {
  const options = parse();
  if (options.help) {
    process.stdout.write(USAGE);
    return;
  }
  const assembly = await assemblyFor(options.application);
  const cloud = await Cloud.start({
    time: options.time,
    port: options.port,
    seed: options.seed,
    start: Date.now(),
    latencies: options.latencies,
    controlPlaneLimit: options.controlPlaneLimit,
    ...(options.authorization !== undefined && { authorization: options.authorization }),
  });
  try {
    if (assembly !== undefined) {
      progress('Deploying …');
      await cloud.deploy(assembly);
    }
  } catch (error) {
    await cloud.close();
    throw error;
  }
  const pace = cloud.clock instanceof VirtualClock ? keepPace(cloud.clock, report) : undefined;
  const outputs = Object.fromEntries(
    cloud
      .outputs()
      .filter(({ key }) => !MADE_BY_CDK.test(key))
      .map(({ key, value }) => [key, value]),
  );
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ endpoint: cloud.endpoint, apiUrl: outputs.ApiUrl, outputs })}\n`
      : welcome(cloud, outputs, options),
  );
  await interrupted();
  pace?.stop();
  await cloud.close();
}

function assemblyFor(application: Application): Promise<string> | undefined {
  switch (application.kind) {
    case 'none':
      return undefined;
    case 'folder':
      return assemblyOf(application.folder, progress);
    case 'here':
      return assemblyOf(process.cwd(), progress);
    default:
      return application satisfies never;
  }
}

function parse(): ServerOptions {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${USAGE}`);
    process.exit(2);
  }
}

/**
 * Resolves at Ctrl-C or SIGTERM. Later ones are ignored while we close: npm passes a Ctrl-C on that the terminal has
 * already sent to everybody.
 */
function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    process.on('SIGINT', () => resolve());
    process.on('SIGTERM', () => resolve());
  });
}

function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}

function report(error: unknown): void {
  process.stderr.write(`embedded AWS: ${error instanceof Error ? error.stack : String(error)}\n`);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
