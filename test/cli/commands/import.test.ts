import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { register } from '../../../src/cli/commands/import.ts';
import { openSnapshot } from '../../../src/snapshot/open.ts';
import { scratchFolders } from '../../support/scratch.ts';
import { writeFiles } from '../../support/snapshot-files.ts';

const scratch = scratchFolders();
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

async function run(...words: string[]): Promise<string> {
  const said: string[] = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  const program = new Command().exitOverride();
  register(program);
  await program.parseAsync(['import', ...words], { from: 'user' });
  return said.join('');
}

describe('netlint import', () => {
  test('writes a snapshot and says what is in it', async () => {
    const folder = writeFiles(scratch(), {
      arp: 'x',
      route: 'y',
      'c.json': '{"apiVersion":"v1","kind":"Secret","metadata":{"name":"a","namespace":"b"}}',
    });
    const at = (name: string) => join(folder, name);
    const said = await run(
      ...['--out', at('out'), '--text', `n1:arp=${at('arp')}`, '--text', `vm@p:route=${at('route')}`],
      ...['--machine', 'vm', '--cluster', at('c.json'), '--cluster-name', 'demo'],
    );
    expect(said).toBe(
      `cluster/secrets: 1 Secret in the input left out: netlint never keeps Secrets\n${at('out')}: 2 machines\n`,
    );
    expect(process.exitCode).toBeUndefined();
    expect((await openSnapshot(at('out'))).manifest).toMatchObject({
      cluster: 'demo',
      nodes: [
        { name: 'n1', kubernetesNode: 'n1' },
        { name: 'vm', kubernetesNode: null },
      ],
    });
  });

  test('exits 3 when nothing could be imported; foreign text is made visible', async () => {
    const folder = writeFiles(scratch(), { x: '\u001b[2Jno json\u202e' });
    const said = await run('--out', join(folder, 'out'), '--cluster', join(folder, 'x'));
    expect(said).toMatch(/x, line 1, column 1: "\\u\{1b\}\[2Jno json\\u\{202e\}" is no JSON/);
    expect(said).toMatch(/Nothing could be imported; no snapshot was written\.\n$/);
    expect(process.exitCode).toBe(3);
    expect(existsSync(join(folder, 'out'))).toBe(false);
  });

  test('without parts is wrong usage', async () => {
    await expect(run('--out', join(scratch(), 'x'))).rejects.toThrow(/^Nothing to import/);
  });
});
