import type { MotionRecord } from './motion.ts';
import { plain } from './quote.ts';
import type {
  ManifestSource,
  NetnsRecord,
  OutputRecord,
  OutputStatus,
  RawNode,
  Snapshot,
  SourceStatus,
} from './types.ts';

export interface OutputProblem {
  readonly id: string;
  readonly netns: string;
  readonly status: OutputStatus;
  /** The first line of what the command said to stderr; null when it said nothing. */
  readonly said: string | null;
}

export interface NodeInfo {
  readonly name: string;
  readonly kubernetesNode: string | null;
  readonly takenAt: string | null;
  /** How it was reached (`pods`, `ssh`, `agents`), and when, by the clock of the machine that collected; null for what was put together by hand. */
  readonly way: string | null;
  readonly read: ReadTimes | null;
  readonly status: SourceStatus;
  readonly reason: string | null;
  readonly outputs: Readonly<Record<OutputStatus, number>>;
  /** Whether anything was read in the host's own namespace. */
  readonly host: boolean;
  /** All others. */
  readonly namespaces: readonly NetnsRecord[];
  readonly problems: readonly OutputProblem[];
}

/** RFC 3339. */
export interface ReadTimes {
  readonly from: string;
  readonly to: string;
}

/** What is in a snapshot, and what is missing and why. */
export interface SnapshotInfo {
  readonly version: 1;
  readonly location: string;
  readonly format: number;
  readonly netlint: string;
  readonly cluster: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly nodes: readonly NodeInfo[];
  readonly resources: readonly { readonly name: string; readonly objects: number; readonly read: ReadTimes | null }[];
  /** What moved while the nodes were read; null where nobody knows. */
  readonly motion: MotionRecord | null;
  /** Sources that are not ok. */
  readonly incomplete: readonly ManifestSource[];
  readonly notes: string | null;
}

const NONE: Readonly<Record<OutputStatus, number>> = {
  ok: 0,
  error: 0,
  missing: 0,
  timeout: 0,
  capped: 0,
  skipped: 0,
  corrupt: 0,
};

function firstLineOf(node: RawNode, record: OutputRecord): string | null {
  try {
    const [line = ''] = node.stderr(record).trimStart().split('\n', 1);
    return line.trim() === '' ? null : plain(line.trim(), 200);
  } catch {
    return null;
  }
}

function readTimes(source: ManifestSource | undefined): ReadTimes | null {
  return source?.from === undefined || source.to === undefined ? null : { from: source.from, to: source.to };
}

function infoOfNode(node: RawNode, source: ManifestSource | undefined): NodeInfo {
  const { index } = node;
  const outputs = { ...NONE };
  for (const { status } of index.outputs) outputs[status] += 1;
  return {
    name: index.node,
    kubernetesNode: index.kubernetesNode,
    takenAt: index.takenAt,
    way: source?.way ?? null,
    read: readTimes(source),
    status: index.status,
    reason: index.reason ?? null,
    outputs,
    host: index.outputs.some(({ netns }) => netns === 'host'),
    namespaces: index.netns,
    problems: index.outputs
      .filter(({ status }) => status !== 'ok')
      .map((record) => ({
        id: record.id,
        netns: record.netns,
        status: record.status,
        said: firstLineOf(node, record),
      })),
  };
}

export function infoOf(snapshot: Snapshot): SnapshotInfo {
  const { manifest } = snapshot;
  const sources = new Map(manifest.sources.map((source) => [source.id, source]));
  return {
    version: 1,
    location: snapshot.location,
    format: manifest.format,
    netlint: manifest.netlint,
    cluster: manifest.cluster,
    from: manifest.from,
    to: manifest.to,
    nodes: snapshot.nodeNames.map((name) => infoOfNode(snapshot.readNode(name), sources.get(`node/${name}`))),
    resources: snapshot.resources.map((name) => ({
      name,
      objects: snapshot.objects(name)?.length ?? 0,
      read: readTimes(sources.get(`cluster/${name}`)),
    })),
    motion: snapshot.motion ?? null,
    incomplete: manifest.sources.filter(({ status }) => status !== 'ok'),
    notes: snapshot.readNotes?.() ?? null,
  };
}
