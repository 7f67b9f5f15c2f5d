import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { takeLock } from '../../src/audit/lock.ts';
import { run } from '../cli/live-cluster.ts';
import { unshareArguments } from '../lab/sandbox.ts';
import { scratchFolders } from '../support/scratch.ts';
import { whyNoSmallDisk } from '../support/small-disk.ts';
import { RULES, writeRule, writeSnapshot } from './support.ts';

vi.setConfig({ testTimeout: 60_000 });

const scratch = scratchFolders();
const holders: ChildProcess[] = [];
afterEach(() => {
  for (const holder of holders.splice(0)) holder.kill('SIGKILL');
});

const module = fileURLToPath(new URL('../../src/audit/lock.ts', import.meta.url));

/** Another process that holds the lock until it is killed; `prefix` starts it in another place. */
async function holdElsewhere(path: string, prefix: readonly string[] = []): Promise<ChildProcess> {
  const code = `const { takeLock } = await import(${JSON.stringify(module)});
    globalThis.held = await takeLock(${JSON.stringify(path)}, 'D');
    console.log('held');
    setInterval(() => {}, 1000);`;
  const [program = '', ...words] = [...prefix, process.execPath, '--input-type=module', '-e', code];
  const holder = spawn(program, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  holders.push(holder);
  await new Promise<void>((resolve, reject) => {
    holder.stdout?.once('data', () => resolve());
    holder.once('exit', (status) => reject(new Error(`the holder ended with ${status}`)));
  });
  holder.removeAllListeners('exit');
  return holder;
}

async function killed(holder: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => holder.once('close', resolve));
  holder.kill('SIGKILL');
  await ended;
}

const BUSY = 'another audit is writing to D; wait for it, or give this one another --out.';

describe('the lock', () => {
  test('is held once, and free again as soon as its holder is killed', async () => {
    const path = join(scratch(), 'audit.lock');
    const holder = await holdElsewhere(path);
    await expect(takeLock(path, 'D')).rejects.toThrow(BUSY);
    await killed(holder);
    const lock = await takeLock(path, 'D');
    await expect(takeLock(path, 'D')).rejects.toThrow(BUSY);
    lock.release();
    (await takeLock(path, 'D')).release();
  });

  test('writes nothing, so that a killed holder leaves nothing', async () => {
    const folder = scratch();
    await killed(await holdElsewhere(join(folder, 'audit.lock')));
    expect(readdirSync(folder)).toEqual(['audit.lock']);
  });

  test('is not taken on a file of somebody else', async () => {
    const path = join(scratch(), 'audit.lock');
    writeFileSync(path, 'somebody else has written this, and it is no lock');
    await expect(takeLock(path, 'D')).rejects.toThrow('audit.lock is no lock of netlint; remove it.');
  });

  const why = whyNoSmallDisk();
  test.skipIf(why !== null)('holds between process id namespaces, as between two pods with one volume', async () => {
    const path = join(scratch(), 'audit.lock');
    const holder = await holdElsewhere(path, ['unshare', ...unshareArguments()]);
    await expect(takeLock(path, 'D')).rejects.toThrow(BUSY);
    await killed(holder);
    // unshare --kill-child passes the signal on.
    await vi.waitFor(async () => (await takeLock(path, 'D')).release(), 5000);
  });
});

test('of two audits at once one ends with 2 and has written nothing', async () => {
  const folder = scratch();
  writeRule(folder);
  writeSnapshot(folder, 'S', '2026-01-01T02:00:00Z', { n1: 'new' });
  expect((await run(folder, 'audit', 'S', ...RULES, '--out', 'D')).code).toBe(0);
  const before = readdirSync(join(folder, 'D'), { recursive: true });
  const holder = await holdElsewhere(join(folder, 'D', 'audit.lock'));
  const { code, stdout, stderr } = await run(folder, 'audit', 'S', ...RULES, '--out', 'D');
  expect([code, stdout, stderr]).toEqual([2, '', `netlint: ${BUSY}\n`]);
  expect(readdirSync(join(folder, 'D'), { recursive: true })).toEqual(before);
  await killed(holder);
  expect((await run(folder, 'audit', 'S', ...RULES, '--out', 'D')).code).toBe(0);
});
