import { join } from 'node:path';

const PROJECT = join(__dirname, '../..');

interface TestProject {
  readonly displayName: string;
  readonly globalSetup: string;
  readonly globalTeardown: string;
}

/** Does `work` between the scenarios' own preparation and clearing up, so that many runs can share them. */
export async function prepared<T>(work: () => Promise<T>): Promise<T> {
  const { default: config } = (await import(join(PROJECT, 'jest.config.js'))) as {
    default: { projects: TestProject[] };
  };
  const scenarios = config.projects.find(({ displayName }) => displayName === 'scenarios');
  if (scenarios === undefined) throw new Error('jest.config.js has no project named scenarios');
  await run(scenarios.globalSetup);
  try {
    return await work();
  } finally {
    await run(scenarios.globalTeardown);
  }
}

async function run(script: string): Promise<void> {
  const { default: step } = (await import(script.replace('<rootDir>', PROJECT))) as { default: () => Promise<void> };
  await step();
}
