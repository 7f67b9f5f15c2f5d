import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Result } from '../../src/evaluate/types.ts';
import { resultMistakes } from '../support/result-schema.ts';

const netlint = fileURLToPath(new URL('../../bin/netlint.js', import.meta.url));

function run(...args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const { promise, resolve } = Promise.withResolvers<{ code: number; stdout: string; stderr: string }>();
  const options = { maxBuffer: 1 << 28, env: { PATH: process.env.PATH ?? '' } };
  execFile(process.execPath, [netlint, ...args], options, (error, stdout, stderr) => {
    resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
  });
  return promise;
}

// Any Linux will do: what this machine lacks becomes unknown. Elsewhere there is no network stack that netlint reads.
test.runIf(process.platform === 'linux')(
  'scan --local judges this machine alone',
  async () => {
    const { code, stdout } = await run('scan', '--local', '--format', 'json', '--fail-on', 'never');
    expect(code).toBe(0);
    const result = JSON.parse(stdout) as Result;
    expect(resultMistakes(result)).toEqual([]);
    expect(result.snapshot.nodes).toHaveLength(1);
    expect(result.coverage.checked).toBeGreaterThan(0);
  },
  120_000,
);
