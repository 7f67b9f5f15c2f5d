import type { MotionRecord, MovedObject, UnreadResource } from '../snapshot/motion.ts';
import type { ApiObject, ManifestNode, ManifestSource } from '../snapshot/types.ts';
import type { SnapshotWriter } from '../snapshot/writer.ts';
import { nodesConcerned } from './concerned.ts';
import { createObjectLines, type ObjectLines } from './lines.ts';
import { type NodeRow, partOfOutcome, rowOf } from './node-row.ts';
import { collectNodes } from './nodes/collect-nodes.ts';
import type { NodeOutcome, NodeTarget, NodeTransport } from './nodes/types.ts';

/** The API's side of a collection. */
export interface ClusterReading {
  /** All resources. Objects come slimmed; sources carry their times. Never throws for a single resource. */
  read(limits: ReadLimits, onObjects: OnObjects): Promise<FirstReading>;
  /** What moved since it was last read, with either function. Never throws. */
  again(limits: ReadLimits): Promise<SecondReading>;
}

export type OnObjects = (resource: string, objects: readonly ApiObject[]) => void;

export interface ReadLimits {
  readonly milliseconds: number;
  readonly signal: AbortSignal;
}

export interface FirstReading {
  readonly sources: readonly ManifestSource[];
  /** The API server's clock minus this machine's; null where no answer told its time. */
  readonly clockOffsetMs: number | null;
}

export interface SecondReading {
  readonly moved: readonly MovedObject[];
  readonly unread: readonly UnreadResource[];
  /** Of what moved, by resource, that which is still there, as it is now. */
  readonly objects: ReadonlyMap<string, readonly ApiObject[]>;
}

export interface CollectOptions {
  /** null where only machines are read. */
  readonly cluster: ClusterReading | null;
  /** Makes the way to the nodes, anew for each round; null where no node is read. */
  readonly transport: (() => NodeTransport) | null;
  /** The machines, with those that are left out and why; `nodes` is undefined where the API told of none. */
  readonly targets: (nodes: readonly ApiObject[] | undefined) => {
    readonly chosen: readonly NodeTarget[];
    readonly skipped: readonly { readonly name: string; readonly reason: string }[];
  };
  readonly milliseconds: number;
  readonly nodeMilliseconds: number;
  readonly concurrency: number;
  /** How often what moved is read once more; 0 for never. */
  readonly settle: number;
  readonly signal: AbortSignal;
  readonly onPhase?: (sentence: string) => void;
  readonly onNodes?: (total: number) => void;
  readonly onRow?: (row: NodeRow) => void;
}

export interface Collected {
  readonly rows: readonly NodeRow[];
  readonly nodes: readonly ManifestNode[];
  /** For the manifest. */
  readonly sources: readonly ManifestSource[];
  /** Objects of the API; what it says of itself, which everybody may ask, is none. */
  readonly objects: number;
  /** Nodes of which something came. */
  readonly nodesRead: number;
  readonly motion: MotionRecord | null;
  /** What stays behind in the cluster: one sentence each. */
  readonly left: readonly string[];
}

/** Kept back from the nodes' time for the API's second reading: a tenth of the whole, at most half a minute. */
const FOR_SECOND_READING = { part: 0.1, most: 30_000 };

/**
 * Reads the API, then the nodes, then the API once more to know what moved meanwhile, and writes it all into a snapshot, except for the
 * end (`finish`), which is the caller's. Throws SnapshotError where the
 * snapshot cannot be written, after what was made on the cluster was taken away. A node, a resource or the API as a whole that cannot be read costs itself; the reason is in the sources.
 */
export async function collect(writer: SnapshotWriter, options: CollectOptions): Promise<Collected> {
  const run: Run = {
    writer,
    options,
    end: performance.now() + options.milliseconds,
    lines: createObjectLines(writer.scratch),
    nodes: new Map(),
    left: new Set(),
  };
  try {
    return await collectInto(run);
  } catch (error) {
    // Nobody gets a result that could say it.
    for (const sentence of run.left) options.onPhase?.(sentence);
    throw error;
  } finally {
    run.lines.close();
  }
}

async function collectInto(run: Run): Promise<Collected> {
  const { options, writer } = run;
  const { cluster } = options;
  const first = cluster === null ? null : await cluster.read(limitsOf(run), run.lines.add);
  const { chosen, skipped } = options.targets(run.lines.objects('nodes'));
  let from = new Date().toISOString();
  await readNodes(run, chosen);
  from = startOf(run, from);
  let to = new Date().toISOString();
  // Where no node was read there is nothing that could have moved meanwhile.
  let second = cluster === null || chosen.length === 0 ? null : await cluster.again(limitsOf(run));
  const unsettled: MovedObject[] = [];
  for (let round = 1; round <= options.settle && second !== null && canGoOn(run, second); round++) {
    options.onPhase?.(
      `${counted(second.moved.length, 'object')} moved meanwhile: reading that again (${round} of ${options.settle})`,
    );
    const concerned = chosenAgain(run, second, chosen);
    update(run.lines, second);
    const began = new Date().toISOString();
    // A node that did not answer again shows what was before: for it, the objects are still in motion.
    if (!(await readNodes(run, concerned))) for (const moved of second.moved) unsettled.push(moved);
    // The age of what changed counts from the reading of the nodes; where some were not read again, from their older one.
    if (concerned.length === chosen.length) from = startOf(run, began);
    to = new Date().toISOString();
    second = cluster === null ? null : await cluster.again(limitsOf(run));
  }
  let objects = 0;
  for (const resource of run.lines.resources()) {
    writer.lines(resource, run.lines.lines(resource));
    if (resource !== 'versions') objects += run.lines.count(resource);
  }
  const motion = second && motionOf(from, to, first?.clockOffsetMs ?? null, second, unsettled);
  if (motion !== null) writer.motion(motion);
  return {
    rows: [...run.nodes.values()].map(({ row }) => row),
    nodes: [...run.nodes.values()].map(({ node }) => node).sort((a, b) => (a.name < b.name ? -1 : 1)),
    sources: [
      ...(first?.sources ?? []),
      ...[...run.nodes.values()].map(({ source }) => source),
      ...skipped.map(({ name, reason }): ManifestSource => ({ id: `node/${name}`, status: 'skipped', reason })),
    ].sort((a, b) => (a.id < b.id ? -1 : 1)),
    objects,
    nodesRead: [...run.nodes.values()].filter(({ row }) => row.status === 'ok' || row.status === 'partial').length,
    motion,
    left: [...run.left],
  };
}

/** What agents read is older than the collection: what changed since then has not been seen by them. */
function startOf({ nodes }: Run, began: string): string {
  const times = [...nodes.values()].flatMap(({ source, takenAt }) => (source.way === 'agents' ? (takenAt ?? []) : []));
  return times.reduce((first, time) => (Date.parse(time) < Date.parse(first) ? time : first), began);
}

interface Run {
  readonly writer: SnapshotWriter;
  readonly options: CollectOptions;
  /** By performance.now(). */
  readonly end: number;
  readonly lines: ObjectLines;
  readonly nodes: Map<string, ReadNode>;
  readonly left: Set<string>;
}

interface ReadNode {
  readonly row: NodeRow;
  readonly node: ManifestNode;
  readonly source: ManifestSource;
  /** By the node's own clock. */
  readonly takenAt: string | null;
}

const timeLeft = ({ end }: Run): number => Math.max(0, end - performance.now());

const limitsOf = (run: Run): ReadLimits => ({ milliseconds: timeLeft(run), signal: run.options.signal });

const canGoOn = (run: Run, { moved }: SecondReading): boolean =>
  moved.length > 0 && !run.options.signal.aborted && timeLeft(run) > 0;

/**
 * Reads machines and writes each one as soon as it is there, so that no more than a few are in memory. False where one of them could not
 * be read this time.
 */
async function readNodes(run: Run, targets: readonly NodeTarget[]): Promise<boolean> {
  const { options, writer, nodes } = run;
  if (options.transport === null || targets.length === 0) return true;
  let all = true;
  options.onNodes?.(targets.length);
  const kept = Math.min(FOR_SECOND_READING.most, options.milliseconds * FOR_SECOND_READING.part);
  await collectNodes(targets, options.transport(), {
    concurrency: options.concurrency,
    nodeMilliseconds: options.nodeMilliseconds,
    milliseconds: Math.max(0, timeLeft(run) - kept),
    signal: options.signal,
    onLeft: (sentence) => run.left.add(sentence),
    onOutcome: (outcome) => {
      const part = partOfOutcome(outcome);
      const row = rowOf(outcome, part);
      options.onRow?.(row);
      if (part.status === 'failed') all = false;
      // A node that answered once is not lost because it does not answer again.
      if (part.status === 'failed' && nodes.has(part.node)) return;
      writer.node(part);
      nodes.set(part.node, {
        row,
        node: { name: part.node, kubernetesNode: part.kubernetesNode },
        source: sourceOf(outcome, row),
        takenAt: part.takenAt,
      });
    },
  });
  return all;
}

function sourceOf({ from, to, way, target }: NodeOutcome, { status, why }: NodeRow): ManifestSource {
  return { id: `node/${target.name}`, status, ...(why === '' ? {} : { reason: why }), from, to, way };
}

/** The machines whose readings say something about what moved. */
function chosenAgain(
  { lines }: Run,
  { moved, objects }: SecondReading,
  chosen: readonly NodeTarget[],
): readonly NodeTarget[] {
  const concerned = nodesConcerned(moved, (namespace, name) => [
    lines.find('pods', namespace, name),
    objects.get('pods')?.find(({ metadata }) => metadata.name === name && metadata.namespace === namespace),
  ]);
  return concerned === null
    ? chosen
    : chosen.filter(({ kubernetesNode }) => kubernetesNode !== null && concerned.has(kubernetesNode));
}

/** The snapshot has what moved as it is now. */
function update(lines: ObjectLines, { moved, objects }: SecondReading): void {
  for (const { resource, namespace, name, change } of moved) {
    if (change === 'removed') lines.remove(resource, namespace, name);
  }
  for (const [resource, now] of objects) lines.add(resource, now);
}

function motionOf(
  from: string,
  to: string,
  clockOffsetMs: number | null,
  { moved, unread }: SecondReading,
  unsettled: readonly MovedObject[],
): MotionRecord {
  const all = new Map(
    [...unsettled, ...moved].map((each) => [`${each.resource}\0${each.namespace}\0${each.name}`, each]),
  );
  return { from, to, clockOffsetMs, moved: [...all.values()], unread };
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
