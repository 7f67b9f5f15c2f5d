import { type ManifestNode, type ManifestSource, SNAPSHOT_FORMAT } from '../types.ts';
import { createSnapshotWriter, type SnapshotWriter, type SnapshotWriterOptions } from '../writer.ts';
import { type ImportArguments, type ImportWords, parseImportWords } from './arguments.ts';
import { type ClusterPart, clusterPart } from './cluster.ts';
import { readInput } from './input.ts';
import { readJsonDocuments } from './json-documents.ts';
import { identify } from './kubernetes-node.ts';
import { machinePart, type Read } from './machine-part.ts';

export interface ImportOptions extends ImportWords, SnapshotWriterOptions {
  readonly out: string;
  readonly clusterName?: string;
  /** Version of netlint, for the manifest. */
  readonly netlint: string;
}

export interface ImportResult {
  /** False when nothing of what was given could be read: then nothing was written. */
  readonly written: boolean;
  readonly nodes: readonly string[];
  /** Objects by resource. */
  readonly resources: ReadonlyMap<string, number>;
  /** One sentence each: what could not be read or was left out. The same is in the manifest's sources. */
  readonly problems: readonly string[];
}

async function readCluster(files: readonly string[], read: Read): Promise<ClusterPart> {
  const inputs = [];
  for (const file of files) {
    const { name, bytes, problem } = await read(file);
    const { documents, problems } = readJsonDocuments(bytes.toString('utf8'), name);
    inputs.push({ documents, problems: problem === undefined ? problems : [...problems, `${name}: ${problem}`] });
  }
  return clusterPart(inputs);
}

async function readNotes(files: readonly string[], read: Read): Promise<string | undefined> {
  const texts: string[] = [];
  for (const file of files) texts.push((await read(file)).bytes.toString('utf8').replace(/\s*$/, '\n'));
  return texts.length === 0 ? undefined : texts.join('\n');
}

interface Machines {
  readonly nodes: ManifestNode[];
  readonly sources: ManifestSource[];
  readonly problems: string[];
  readonly times: string[];
  outputs: number;
}

/** Reads and writes the machines one by one, in the order of their names. */
async function writeMachines(
  parsed: ImportArguments,
  cluster: ClusterPart,
  writer: SnapshotWriter,
  read: Read,
): Promise<Machines> {
  const made: Machines = { nodes: [], sources: [], problems: [], times: [], outputs: 0 };
  for (const name of [...new Set([...parsed.frames.keys(), ...parsed.texts.map(({ node }) => node)])].sort()) {
    const { kubernetesNode, doubt } = identify(name, parsed, cluster.resources.get('nodes'));
    const texts = parsed.texts.filter(({ node }) => node === name);
    const part = await machinePart(name, kubernetesNode, parsed.frames.get(name), texts, read);
    writer.node(part);
    const { status, reason, takenAt, outputs } = part;
    made.nodes.push({ name, kubernetesNode });
    made.sources.push({ id: `node/${name}`, status, ...(reason === undefined ? {} : { reason }) });
    made.outputs += outputs.length;
    if (takenAt !== null) made.times.push(takenAt);
    if (reason !== undefined) made.problems.push(`node ${name}: ${reason}`);
    if (doubt !== undefined) made.problems.push(doubt);
  }
  return made;
}

/** Nodes of the cluster that nothing was given for: said, so that nobody takes them for healthy. */
function unseenNodes(cluster: ClusterPart, nodes: readonly ManifestNode[]): ManifestSource[] {
  const seen = new Set(nodes.map(({ kubernetesNode }) => kubernetesNode));
  return (cluster.resources.get('nodes') ?? [])
    .map(({ metadata }) => metadata.name)
    .filter((name) => !seen.has(name))
    .map((name) => ({ id: `node/${name}`, status: 'skipped', reason: 'no probe output of this node was given' }));
}

function byId(a: ManifestSource, b: ManifestSource): number {
  return a.id < b.id ? -1 : 1;
}

/**
 * Makes a snapshot out of parts that were collected by hand. The same inputs give the same bytes; times are those of the nodes' clocks.
 * Throws SnapshotError for wrong arguments, a file that cannot be read and a target that may not be written.
 */
export async function importSnapshot(options: ImportOptions, read: Read = readInput): Promise<ImportResult> {
  const parsed = parseImportWords(options);
  const writer = createSnapshotWriter(options.out, { force: options.force ?? false, lasting: options.lasting ?? true });
  try {
    const cluster = await readCluster(parsed.cluster, read);
    const machines = await writeMachines(parsed, cluster, writer, read);
    const counts = new Map([...cluster.resources].map(([resource, objects]) => [resource, objects.length]));
    const result = {
      nodes: machines.nodes.map(({ name }) => name),
      resources: new Map([...counts].sort()),
      problems: [...cluster.problems, ...machines.problems],
    };
    if (machines.outputs === 0 && cluster.resources.size === 0) return { ...result, written: false };
    for (const [resource, objects] of cluster.resources) writer.resource(resource, objects);
    const notes = await readNotes(parsed.notes, read);
    if (notes !== undefined) writer.notes(notes);
    const times = machines.times.sort((a, b) => Date.parse(a) - Date.parse(b));
    await writer.finish({
      format: SNAPSHOT_FORMAT,
      netlint: options.netlint,
      cluster: options.clusterName ?? null,
      from: times.at(0) ?? null,
      to: times.at(-1) ?? null,
      nodes: machines.nodes,
      sources: [...cluster.sources, ...machines.sources, ...unseenNodes(cluster, machines.nodes)].sort(byId),
    });
    return { ...result, written: true };
  } finally {
    writer.abort();
  }
}
