import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { resources, synth } from '../infra/support/synth';
import { anchors, codeBlocks, links } from '../support/markdown';

const ROOT = join(__dirname, '../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const PAGES = readdirSync(join(ROOT, 'runbooks')).filter((name) => name.endsWith('.md'));
const INDEX = read('runbooks/README.md');

const { healer, service } = synth();
const alarms = [healer, service].flatMap((template) =>
  resources(template, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => ({
    name: Properties.AlarmName as string,
    description: Properties.AlarmDescription as string,
  })),
);
const runbookOf = (description: string): string => /Runbook: (runbooks\/[a-z0-9-]+\.md)$/.exec(description)?.[1] ?? '';

describe('an alarm leads to its runbook', () => {
  it.each(alarms)('$name: its description names a page that exists', ({ description }) => {
    expect(existsSync(join(ROOT, runbookOf(description)))).toBe(true);
  });

  it.each(alarms)('$name: the index lists it with that page', ({ name, description }) => {
    const pattern = name.replace(/^dev-api-/, '<env>-<service>-').replace(/^dev-/, '<env>-');
    const page = runbookOf(description).replace('runbooks/', '');
    expect(INDEX).toContain(`| \`${pattern}\` | [${page}](${page}) |`);
  });
});

describe.each(['README.md', ...PAGES.map((page) => `runbooks/${page}`)])('%s', (path) => {
  const page = read(path);

  it('has no dead link', () => {
    const dead = links(page).filter((link) => !/^https?:/.test(link) && !leadsSomewhere(path, link));
    expect(dead).toEqual([]);
  });
});

describe.each(PAGES.filter((page) => page !== 'README.md'))('runbooks/%s', (name) => {
  const page = read(`runbooks/${name}`);

  it('is listed in the index', () => {
    expect(links(INDEX)).toContain(name);
  });

  it('fits on a few screens', () => {
    expect(page.split('\n').length).toBeLessThanOrEqual(110);
  });

  it('sends the reader to the variables first', () => {
    expect(links(page).some((link) => link.startsWith('README.md'))).toBe(true);
  });
});

describe.each(alarms)('the runbook of $name', ({ description }) => {
  it('says what the alarm means, what was tried, how to look, how to act and when not to', () => {
    const page = read(runbookOf(description));
    const headings = [...page.matchAll(/^## (.*)$/gm)].map((match) => match[1]);
    expect(page).toContain('**Means:**');
    expect(headings).toEqual([
      'What the healer has already tried',
      'How to look',
      'How to act by hand',
      'When not to act',
    ]);
  });

  it('asks the table for the incident', () => {
    const commands = codeBlocks(read(runbookOf(description))).map(({ text }) => text);
    expect(commands.some((text) => text.includes('"$INCIDENTS"'))).toBe(true);
  });
});

function leadsSomewhere(from: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? from : join(dirname(from), path);
  if (!existsSync(join(ROOT, target))) return false;
  return anchor === undefined || anchors(read(target)).includes(anchor);
}
