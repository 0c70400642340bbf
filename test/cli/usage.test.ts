import { COMMANDS } from '../../cli/commands';
import { heal } from '../../cli/heal';
import type { World } from '../../cli/world';

/** A world in which AWS must not be asked. */
async function run(...words: string[]) {
  let [printed, complained] = ['', ''];
  const world: World = {
    client: () => {
      throw new Error('AWS was asked');
    },
    print: (text) => {
      printed += text;
    },
    complain: (text) => {
      complained += text;
    },
    confirm: undefined,
    columns: 80,
  };
  return { exitCode: await heal(words, world), printed, complained };
}

describe('a command line that cannot be understood ends with 2, before AWS is asked', () => {
  it.each<[string, string]>([
    ['', 'Give a command.'],
    ['heal-it-all', 'There is no command "heal-it-all".'],
    ['status --colour', "Unknown option '--colour'."],
    ['status --env test', '--env must be dev or prod, not "test".'],
    ['status api orders', '"orders" is one word too many.'],
    ['incidents', '<target> is missing.'],
    ['incidents api --limit none', '--limit must be a whole number from 1 to 1000, not "none".'],
    ['incidents api --limit 0', '--limit must be a whole number from 1 to 1000, not "0".'],
    ['incidents api --force', '--force is no option of "incidents", which takes --limit.'],
    ['status --force', '--force is no option of "status", which takes no option of its own.'],
    ['pause api', '--reason TEXT is missing: say why, for the record.'],
    ['pause api --reason', "Option '--reason <value>' argument missing."],
    ['pause api --reason x --for 2', '--for must be a number with s, m, h or d, not "2".'],
    ['pause api --reason x --for 0h', '--for must be a number with s, m, h or d, not "0h".'],
    ['pause api --reason x --until tomorrow', '--until must be ISO 8601 with a zone'],
    ['pause api --reason x --until 2026-03-14T08:00', '--until must be ISO 8601 with a zone'],
    ['pause api --reason x --until 2026-03-14T08:00Z --for 1h', 'Give --for or --until, not both.'],
    ['mode api --reason x', '<mode> is missing.'],
    ['mode api asleep --reason x', 'A mode is armed, approve, shadow, paused, not "asleep".'],
    ['resume', 'Give a target, or --all.'],
    ['resume api --all', 'Give a target, or --all.'],
    ['resume api --orders', '--orders goes with --all'],
    ['attest api', '<version> is missing.'],
    ['attest api $LATEST --reason x', 'A version is a whole number, not "$LATEST".'],
    ['attest api 2', '--reason TEXT is missing'],
    ['release api 2', '--reason TEXT is missing'],
    ['barrier api 2', '--reason TEXT is missing'],
    ['barrier api two --remove', 'A version is a whole number, not "two".'],
  ])('heal %s', async (line, complaint) => {
    const { exitCode, printed, complained } = await run(...line.split(' ').filter((word) => word !== ''));
    expect({ exitCode, printed }).toEqual({ exitCode: 2, printed: '' });
    expect(complained).toContain(complaint);
  });

  it('says whose help to read', async () => {
    expect((await run('pause', 'api')).complained).toMatch(/\nSee: heal pause --help$/);
    expect((await run('paws', 'api')).complained).toMatch(/\nSee: heal --help$/);
  });
});

describe('help', () => {
  it.each([['--help'], ['help']])('heal %s lists every command', async (...words) => {
    const { exitCode, printed } = await run(...words);
    expect(exitCode).toBe(0);
    for (const { name, summary } of COMMANDS) expect(printed).toMatch(new RegExp(`^  ${name}\\b.*  ${summary}$`, 'm'));
  });

  it.each(COMMANDS)('of $name names each of its options', async ({ name, options, details }) => {
    const { exitCode, printed } = await run(name, '--help');
    expect(exitCode).toBe(0);
    for (const option of [...options, 'env', 'json']) expect(printed).toMatch(new RegExp(`^  --${option}\\b`, 'm'));
    expect(printed.replace(/\s+/g, ' ')).toContain(details.split('\n')[0]);
    expect((await run('help', name)).printed).toBe(printed);
  });

  it('names an option that a command cannot do without', async () => {
    expect((await run('pause', '--help')).printed).toContain('heal pause <target> --reason TEXT: ');
  });
});

describe('where AWS cannot be asked', () => {
  it('an error of ours shows where it arose, and ends with 1', async () => {
    const { exitCode, complained } = await run('status');
    expect(exitCode).toBe(1);
    expect(complained).toMatch(/^Error: AWS was asked\n +at /);
  });
});
