import type { MotionRecord } from '../../src/snapshot/motion.ts';
import type {
  ApiObject,
  ManifestSource,
  NetnsRecord,
  NodeIndex,
  OutputRecord,
  OutputStatus,
  RawNode,
  Snapshot,
} from '../../src/snapshot/types.ts';

export interface MadeOutput {
  readonly text: string;
  readonly command?: string;
  readonly status?: OutputStatus;
  readonly exit?: number | null;
  readonly stderr?: string;
}

/** `ip-link`, `ip-link@net:[4026532585]`, `ovs-flows:br0`; a second reading is `ip-link#2`. */
export type MadeOutputs = Readonly<Record<string, string | MadeOutput>>;

export interface MadeNode {
  /** Namespaces beside those that the keys of the outputs name. */
  readonly netns?: readonly (Pick<NetnsRecord, 'id'> & Partial<NetnsRecord>)[];
  /** The Node object's name; the node's own name unless given. */
  readonly kubernetesNode?: string | null;
  readonly takenAt?: string | null;
  readonly index?: Partial<NodeIndex>;
}

interface Entry {
  readonly record: OutputRecord;
  readonly stdout: string;
  readonly stderr: string;
}

function entryOf(key: string, output: string | MadeOutput): Entry {
  const made = typeof output === 'string' ? { text: output } : output;
  const [, id = key, netns = 'host', reading] = /^([^@#]+)(?:@([^#]+))?(?:#(\d+))?$/.exec(key) ?? [];
  const status = made.status ?? 'ok';
  return {
    record: {
      id,
      netns,
      command: made.command ?? id,
      status,
      exit: made.exit ?? (status === 'ok' ? 0 : null),
      ms: 1,
      stdout: made.text === '' ? null : `${id}.out`,
      stderr: made.stderr ? `${id}.err` : null,
      ...(reading === undefined ? {} : { reading: Number(reading) }),
    },
    stdout: made.text,
    stderr: made.stderr ?? '',
  };
}

function netnsOf(entries: readonly Entry[], more: MadeNode): NetnsRecord[] {
  const ids = new Set([
    ...entries.map((entry) => entry.record.netns).filter((id) => id !== 'host'),
    ...(more.netns ?? []).map((record) => record.id),
  ]);
  return [...ids].sort().map((id) => ({
    id,
    name: null,
    podUid: null,
    processes: [],
    ...more.netns?.find((record) => record.id === id),
  }));
}

/** One node's raw part in memory: what the commands printed, by probe id. */
export function rawNode(name: string, outputs: MadeOutputs, more: MadeNode = {}): RawNode {
  const entries = Object.entries(outputs).map(([key, output]) => entryOf(key, output));
  const entryFor = (record: OutputRecord) => entries.find((entry) => entry.record === record);
  return {
    index: {
      node: name,
      kubernetesNode: more.kubernetesNode === undefined ? name : more.kubernetesNode,
      frame: 1,
      takenAt: more.takenAt ?? '2026-01-01T00:00:00Z',
      status: 'ok',
      netns: netnsOf(entries, more),
      outputs: entries.map((entry) => entry.record),
      ...more.index,
    },
    record: (id, netns = 'host', reading) =>
      entries.find(
        ({ record }) => record.id === id && record.netns === netns && (record.reading ?? 1) === (reading ?? 1),
      )?.record,
    stdout: (record) => entryFor(record)?.stdout ?? '',
    stderr: (record) => entryFor(record)?.stderr ?? '',
  };
}

export interface MadeSnapshot {
  readonly nodes?: readonly RawNode[];
  /** By resource: nodes, pods, services, endpointslices, … A resource that is not named was not collected. */
  readonly objects?: Readonly<Record<string, readonly ApiObject[]>>;
  readonly cluster?: string | null;
  readonly sources?: readonly ManifestSource[];
  /** What moved while the nodes were read; `unread` and the times may be left out. */
  readonly motion?: Partial<MotionRecord> | null;
}

export function snapshotOf({
  nodes = [],
  objects = {},
  cluster = 'test',
  sources,
  motion = null,
}: MadeSnapshot): Snapshot {
  const nodeNames = nodes.map((node) => node.index.node).sort();
  const resources = Object.keys(objects).sort();
  return {
    location: 'memory',
    manifest: {
      format: 1,
      netlint: '0.0.0',
      cluster,
      from: '2026-01-01T00:00:00Z',
      to: '2026-01-01T00:00:05Z',
      nodes: nodes.map((node) => ({ name: node.index.node, kubernetesNode: node.index.kubernetesNode })),
      sources: sources ?? [
        ...resources.map((resource) => ({ id: `cluster/${resource}`, status: 'ok' as const })),
        ...nodeNames.map((name) => ({ id: `node/${name}`, status: 'ok' as const })),
      ],
    },
    nodeNames,
    readNode: (name) => {
      const node = nodes.find((candidate) => candidate.index.node === name);
      if (node === undefined) throw new Error(`The snapshot in memory has no node ${name}.`);
      return node;
    },
    objects: (resource) => objects[resource],
    motion: motion && {
      from: '2026-01-01T00:00:00Z',
      to: '2026-01-01T00:00:05Z',
      clockOffsetMs: 0,
      moved: [],
      unread: [],
      ...motion,
    },
    resources,
    close: () => {},
  };
}
