import { spawnSync } from 'node:child_process';
import { unshareArguments } from '../lab/sandbox.ts';

/** Why no small disk can be mounted here; null where it can. Where CI is set that is an error instead. */
export function whyNoSmallDisk(): string | null {
  const attempt = spawnSync('unshare', [...unshareArguments(), 'mount', '-t', 'tmpfs', 'none', '/tmp'], {
    encoding: 'utf8',
  });
  if (attempt.status === 0) return null;
  const reason = `no file system can be mounted in a namespace of its own (${(attempt.stderr ?? '').trim()})`;
  if (process.env.CI) throw new Error(`tests of a full disk cannot run, and CI is set: ${reason}`);
  process.stderr.write(`tests of a full disk are skipped: ${reason}\n`);
  return reason;
}

/** Runs a shell script with a file system of so many KiB mounted at `at`, which is gone afterwards. */
export function onSmallDisk(at: string, kibibytes: number, script: string, env: Readonly<Record<string, string>> = {}) {
  return spawnSync(
    'unshare',
    [...unshareArguments(), 'sh', '-euc', `mount -t tmpfs -o size=${kibibytes}k none "$DISK"\n${script}`],
    { encoding: 'utf8', env: { PATH: process.env.PATH ?? '', NODE: process.execPath, DISK: at, ...env } },
  );
}
