import { fileURLToPath } from 'node:url';
import { openSnapshot } from '../../src/snapshot/open.ts';
import type { ApiObject, OutputRecord, RawNode, Snapshot } from '../../src/snapshot/types.ts';

export interface Changes {
  /** New text of outputs by `NODE ID` or `NODE ID@NETNS`; what a command did not print is printed then. */
  readonly outputs?: Readonly<Record<string, (text: string) => string>>;
  /** Other objects of the API by resource. */
  readonly objects?: Readonly<Record<string, (list: readonly ApiObject[]) => readonly ApiObject[]>>;
}

/** A snapshot of the repository with some of it changed in memory. */
export async function changedSnapshot(
  name: string,
  change: Changes | ((snapshot: Snapshot) => Changes),
): Promise<Snapshot> {
  const snapshot = await openSnapshot(fileURLToPath(new URL(`../../snapshots/${name}`, import.meta.url)));
  const { outputs = {}, objects = {} } = typeof change === 'function' ? change(snapshot) : change;
  return {
    ...snapshot,
    readNode: (node) => changedNode(snapshot.readNode(node), (key) => outputs[`${node} ${key}`]),
    objects: (resource) => {
      const list = snapshot.objects(resource);
      return objects[resource]?.(list ?? []) ?? list;
    },
  };
}

function changedNode(node: RawNode, changeOf: (key: string) => ((text: string) => string) | undefined): RawNode {
  const original = new Map<OutputRecord, OutputRecord>();
  const outputs = node.index.outputs.map((record) => {
    const key = record.netns === 'host' ? record.id : `${record.id}@${record.netns}`;
    if (changeOf(key) === undefined || (record.reading ?? 1) > 1) return record;
    const changed: OutputRecord = { ...record, status: 'ok', exit: 0, stdout: `${record.id}.out`, stderr: null };
    original.set(changed, record);
    return changed;
  });
  return {
    index: { ...node.index, outputs },
    record: (id, netns = 'host', reading = 1) =>
      outputs.find((one) => one.id === id && one.netns === netns && (one.reading ?? 1) === reading),
    stdout: (record) => {
      const before = original.get(record);
      if (before === undefined) return node.stdout(record);
      const key = record.netns === 'host' ? record.id : `${record.id}@${record.netns}`;
      return changeOf(key)?.(before.stdout === null ? '' : node.stdout(before)) ?? '';
    },
    stderr: (record) => (original.has(record) ? '' : node.stderr(record)),
  };
}

/** Id of the network namespace that a process of this name lives in. */
export function netnsOf(snapshot: Snapshot, node: string, process: string): string {
  const found = snapshot.readNode(node).index.netns.find(({ processes }) => processes.includes(process));
  if (found === undefined) throw new Error(`no namespace with ${process} on ${node}`);
  return found.id;
}
