import { Command } from 'commander';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { register } from '../../../src/cli/commands/snapshot.ts';
import { scratchFolders } from '../../support/scratch.ts';
import { manifest, nodeIndex, snapshotFiles, writeFiles } from '../../support/snapshot-files.ts';

const scratch = scratchFolders();
afterEach(() => vi.restoreAllMocks());

async function info(...words: string[]): Promise<string> {
  const said: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  const program = new Command().exitOverride();
  register(program);
  await program.parseAsync(['snapshot', 'info', ...words], { from: 'user' });
  return said.join('');
}

const record = { netns: 'host', exit: null, ms: null, stdout: null, stderr: null, command: 'x' };

/** Two nodes, one of them a machine of its own with trouble in several namespaces, and hostile text wherever there is text. */
const files = () =>
  snapshotFiles({
    'manifest.json': JSON.stringify(
      manifest({
        cluster: 'de\u001b[31mmo',
        nodes: [
          { name: 'n1', kubernetesNode: 'n1' },
          { name: 'vm', kubernetesNode: null },
          { name: 'n3', kubernetesNode: 'n3.example' },
        ],
        sources: [
          { id: 'cluster/pods', status: 'failed', reason: 'pods is \u202eforbidden\nfor you' },
          { id: 'node/n3', status: 'failed', reason: 'no answer within 30 s' },
        ],
      }),
    ),
    'nodes/vm/index.json': JSON.stringify(
      nodeIndex('vm', {
        kubernetesNode: null,
        status: 'partial',
        reason: 'cut off',
        netns: [
          { id: 'net:[1]', name: 'cni-1', podUid: null, processes: ['sleep', 'a\u0007b'] },
          { id: 'net:[2]', name: null, podUid: '4a8e', processes: [] },
        ],
        outputs: [
          { ...record, id: 'ip-link', status: 'ok', stdout: 'a.out' },
          { ...record, id: 'ip-link', netns: 'net:[1]', status: 'ok' },
          { ...record, id: 'nft-tables', status: 'missing', stderr: 'a.err' },
          { ...record, id: 'ip-neigh', netns: 'net:[1]', status: 'timeout' },
          { ...record, id: 'ip-neigh', netns: 'net:[2]', status: 'timeout' },
        ],
      }),
    ),
    'nodes/vm/a.out': '[]',
    'nodes/vm/a.err': '\nsh: nft: not found\u009b2J\nmore\n',
    'notes.md': `# told\n\u001b]0;x\u0007\n${'line\n'.repeat(20)}`,
  });

describe('netlint snapshot info', () => {
  test('says what is in a snapshot, and what is missing and why', async () => {
    const folder = writeFiles(scratch(), files());
    expect((await info(folder)).replace(folder, 'X')).toBe(`X: snapshot format 1, written by netlint 0.0.0
cluster de\\u{1b}[31mmo, taken 2026-01-01T00:00:00Z to 2026-01-01T00:00:05Z

3 nodes
  n1
    taken      2026-01-01T00:00:00Z
    outputs    1 output: 1 ok
    namespaces host
  n3 (Node n3.example)
    taken      not known
    outputs    0 outputs
  vm (no Kubernetes Node)
    taken      2026-01-01T00:00:00Z
    outputs    5 outputs: 2 ok, 1 missing, 2 timeout
    namespaces host, net:[1] (cni-1, sleep a\\u{7}b), net:[2] (pod 4a8e)
    not ok
      nft-tables  missing  host          sh: nft: not found\\u{9b}2J
      ip-neigh    timeout  2 namespaces

cluster
  services  1

what moved while it was taken is not known

sources that are not complete
  cluster/pods  failed   pods is \\u{202e}forbidden\\u{a}for you
  node/n3       failed   no answer within 30 s
  node/vm       partial  cut off

notes.md (never evaluated)
  # told
  \\u{1b}]0;x\\u{7}
${'  line\n'.repeat(10)}  … 10 more lines
`);
  });

  test('--format json gives the same as data', async () => {
    const data: unknown = JSON.parse(await info(writeFiles(scratch(), files()), '--format', 'json'));
    expect(data).toMatchObject({
      version: 1,
      format: 1,
      cluster: 'de\u001b[31mmo',
      resources: [{ name: 'services', objects: 1 }],
      incomplete: [{ id: 'cluster/pods' }, { id: 'node/n3' }, { id: 'node/vm', status: 'partial', reason: 'cut off' }],
      nodes: [
        { name: 'n1', outputs: { ok: 1, missing: 0 }, problems: [] },
        { name: 'n3', status: 'failed', outputs: { ok: 0 } },
        {
          name: 'vm',
          outputs: { ok: 2, missing: 1, timeout: 2 },
          problems: [
            { id: 'nft-tables', netns: 'host', status: 'missing', said: 'sh: nft: not found\\u{9b}2J' },
            { id: 'ip-neigh', status: 'timeout', said: null },
            { id: 'ip-neigh', status: 'timeout' },
          ],
        },
      ],
    });
  });

  test('a snapshot that cannot be opened is an error', async () => {
    await expect(info(scratch())).rejects.toThrow(/is no snapshot/);
  });
});
