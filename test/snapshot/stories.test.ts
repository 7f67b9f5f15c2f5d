import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { describe, expect, test, vi } from 'vitest';
import { register } from '../../src/cli/commands/import.ts';
import { buildClusterModel } from '../../src/model/cluster.ts';
import { openSnapshot } from '../../src/snapshot/open.ts';
import { scratchFolders } from '../support/scratch.ts';

const scratch = scratchFolders();
const top = fileURLToPath(new URL('../..', import.meta.url));
const stories = readdirSync(join(top, 'snapshots/sources'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();

/** All files below a folder with their bytes. The version of netlint that wrote them is not part of the comparison. */
function filesOf(folder: string, below = ''): Record<string, string> {
  const files: Record<string, string> = {};
  for (const name of readdirSync(join(folder, below)).sort()) {
    const path = join(below, name);
    if (statSync(join(folder, path)).isDirectory()) Object.assign(files, filesOf(folder, path));
    else files[path] = readFileSync(join(folder, path), 'latin1');
  }
  if (below === '')
    files['manifest.json'] = files['manifest.json']?.replace(/"netlint": "[^"]*"/, '"netlint": "…"') ?? '';
  return files;
}

/** The words of the command in `import.sh`, writing elsewhere. */
function wordsOf(story: string, out: string): string[] {
  const command = readFileSync(join(top, 'snapshots/sources', story, 'import.sh'), 'utf8');
  const words = command.replaceAll('\\\n', ' ').trim().split(/\s+/);
  expect(words.shift()).toBe('netlint');
  const target = words.indexOf('--out') + 1;
  expect(words[target]).toBe(`snapshots/${story}`);
  return words
    .with(target, out)
    .map((word) => word.replace(/(^|=)snapshots\//, (_, before: string) => `${before}${join(top, 'snapshots')}/`));
}

describe('the snapshots of the stories', () => {
  test.each(stories)('%s is what its sources give, to the byte', async (story) => {
    const out = join(scratch(), story);
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const program = new Command().exitOverride();
    register(program);
    await program.parseAsync(wordsOf(story, out), { from: 'user' });
    said.mockRestore();
    expect(filesOf(out)).toEqual(filesOf(join(top, 'snapshots', story)));
  });

  test.each(stories)('%s is whole and says that it is made of texts', async (story) => {
    const snapshot = await openSnapshot(join(top, 'snapshots', story));
    expect(snapshot.manifest.sources.filter(({ status }) => status === 'failed')).toEqual([]);
    expect(snapshot.readNotes?.()).toMatch(/^# /);
    for (const name of snapshot.nodeNames) {
      const { index } = snapshot.readNode(name);
      expect(index.frame).toBeNull();
      for (const { id } of index.outputs) expect(id).toMatch(/^text:/);
    }
  });

  test.each(stories)('of %s every line is understood', async (story) => {
    const { nodes } = buildClusterModel(await openSnapshot(join(top, 'snapshots', story)));
    for (const node of nodes) {
      // Texts are parsed when somebody asks for them.
      const asked = [node.host, ...node.namespaces].flatMap(({ links, neighbours }) => [links.state, neighbours.state]);
      expect([...asked, node.ovs.state]).not.toContain('absent');
      expect(node.notUnderstood()).toEqual([]);
    }
  });
});
