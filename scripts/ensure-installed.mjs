// Runs before every command: installs the dependencies when they are missing or not those of package-lock.json.
// Writes to standard error only, so that a command's own output stays clean.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

const readLock = (file) => {
  try {
    return JSON.parse(readFileSync(`${root}/${file}`, 'utf8')).packages;
  } catch {
    return undefined;
  }
};

/** The first package that is not installed as locked; undefined when all are. */
function firstDifference() {
  const wanted = readLock('package-lock.json');
  const installed = readLock('node_modules/.package-lock.json');
  if (wanted === undefined) return undefined;
  if (installed === undefined) return 'node_modules is missing';
  for (const [path, { version, optional, link }] of Object.entries(wanted)) {
    if (path === '' || optional || link) continue;
    if (installed[path]?.version !== version) return `${path} should be ${version}`;
  }
  return undefined;
}

const reason = firstDifference();
if (reason !== undefined) {
  process.stderr.write(`Installing dependencies with npm ci (${reason}) …\n`);
  const started = Date.now();
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    process.stderr.write('npm ci failed; see above.\n');
    process.exit(status ?? 1);
  }
  process.stderr.write(`Installed in ${Math.round((Date.now() - started) / 1000)} s.\n`);
}
