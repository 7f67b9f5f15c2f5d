import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Manifest, NodeIndex } from '../../src/snapshot/types.ts';
import type { TarEntry } from './tar.ts';

export const manifest = (more: Partial<Manifest> = {}): Manifest => ({
  format: 1,
  netlint: '0.0.0',
  cluster: 'test',
  from: '2026-01-01T00:00:00Z',
  to: '2026-01-01T00:00:05Z',
  nodes: [{ name: 'n1', kubernetesNode: 'n1' }],
  sources: [
    { id: 'cluster/services', status: 'ok' },
    { id: 'node/n1', status: 'ok' },
  ],
  ...more,
});

export const nodeIndex = (node: string, more: Partial<NodeIndex> = {}): NodeIndex => ({
  node,
  kubernetesNode: node,
  frame: 1,
  takenAt: '2026-01-01T00:00:00Z',
  status: 'ok',
  netns: [],
  outputs: [
    {
      id: 'uname',
      netns: 'host',
      command: 'uname -srm',
      status: 'ok',
      exit: 0,
      ms: 1,
      stdout: 'host.uname.out',
      stderr: null,
    },
  ],
  ...more,
});

export const service = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'default' },
  spec: { type: 'ClusterIP', clusterIP: '10.96.0.1' },
});

/** The files of a small whole snapshot: one node with one output, one Service. */
export function snapshotFiles(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    'cluster/services.jsonl': `${JSON.stringify(service('kubernetes'))}\n`,
    'manifest.json': JSON.stringify(manifest()),
    'nodes/n1/host.uname.out': 'Linux 6.18.0 x86_64\n',
    'nodes/n1/index.json': JSON.stringify(nodeIndex('n1')),
    ...more,
  };
}

export function writeFiles(folder: string, files: Readonly<Record<string, string>>): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

export function tarEntries(files: Readonly<Record<string, string>>, prefix = ''): TarEntry[] {
  return Object.entries(files).map(([path, content]) => ({ name: `${prefix}${path}`, content }));
}
