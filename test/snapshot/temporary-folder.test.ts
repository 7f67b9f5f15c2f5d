import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { makeTemporaryFolder } from '../../src/snapshot/temporary-folder.ts';
import { scratchFolders } from '../support/scratch.ts';

const scratch = scratchFolders();
// The one that runs TypeScript; the test runner may run on an older one.
const node = fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url));
const module = new URL('../../src/snapshot/temporary-folder.ts', import.meta.url).href;

async function startProgram(then: string): Promise<{ child: ChildProcess; folder: string }> {
  const program = `import { makeTemporaryFolder } from ${JSON.stringify(module)};
    process.stdout.write(makeTemporaryFolder(${JSON.stringify(scratch())}).path); ${then}`;
  const child = spawn(node, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [path] = await Promise.race([
    once(child.stdout ?? child, 'data'),
    once(child, 'close').then(() => expect.fail('the program ended without a word')),
  ]);
  return { child, folder: String(path) };
}

describe('a temporary folder', () => {
  test('is private and goes away once', () => {
    const folder = makeTemporaryFolder(scratch());
    expect(existsSync(folder.path)).toBe(true);
    folder.remove();
    folder.remove();
    expect(existsSync(folder.path)).toBe(false);
    expect(process.listeners('SIGINT').filter(({ name }) => name === 'onSignal')).toEqual([]);
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'goes away on %s, and the process still dies of it',
    async (signal) => {
      const { child, folder } = await startProgram('setInterval(() => {}, 1000);');
      expect(existsSync(folder)).toBe(true);
      child.kill(signal);
      const [code, by] = await once(child, 'exit');
      expect([code, by]).toEqual([null, signal]);
      expect(existsSync(folder)).toBe(false);
    },
  );

  test('goes away when the program ends in the middle', async () => {
    const { child, folder } = await startProgram('process.exit(3);');
    if (child.exitCode === null) await once(child, 'exit');
    expect(child.exitCode).toBe(3);
    expect(existsSync(folder)).toBe(false);
  });
});
