import { Cloud } from '../../local/cloud';
import { authorization } from './authorization';
import { events } from './events';
import { functions } from './functions';
import { services } from './services';
import { stateMachines } from './state-machines';
import { templates } from './templates';

const INTRODUCTION = `# What the embedded AWS can do

Printed by \`npm run emulation\` from the code itself; a test fails when this page is stale. What is not on it is refused by
name: a call is answered with \`NotEmulated\` (501), a template is not deployed at all. What is on it behaves as
AWS does, as far as AWS is documented or was recorded; where it does not, the code says so.`;

/** The whole page, in Markdown. */
export async function emulationDocument(): Promise<string> {
  const cloud = await Cloud.start({ time: 'virtual' });
  try {
    const { all, resourceTypes } = cloud.services;
    const parts = [
      INTRODUCTION,
      await services(all),
      templates(resourceTypes),
      functions(),
      stateMachines(),
      events(),
      authorization(),
    ];
    return `${parts.join('\n\n')}\n`;
  } finally {
    await cloud.close();
  }
}
