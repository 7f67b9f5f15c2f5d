// Makes a fresh clone ready: dependencies as locked, a new enough Node among them. Runs before `npm run netlint` and `npm test`, does
// nothing when that is done, and needs nothing but Node >= 20 and npm.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const stamp = join(root, 'node_modules', '.netlint-lock');
const lock = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
  process.stderr.write('netlint: installing dependencies (once) …\n');
  // Not `npm ci`: npm 11 calls a lock file without download addresses out of step, for the binaries of other platforms that
  // it lists. This installs the same locked versions, checked against the same hashes, and leaves the lock as it is.
  run('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error']);
  writeFileSync(stamp, lock);
}
function run(command, args) {
  // npm's own lines go to stderr: stdout belongs to the command that follows.
  const done = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (done.status !== 0) {
    process.stderr.write(
      `netlint: \`${command} ${args.join(' ')}\` failed${done.error ? ` (${done.error.message})` : ''}; mend that and try again.\n`,
    );
    process.exit(2);
  }
}
