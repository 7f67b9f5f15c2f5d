import { statSync } from 'node:fs';
import { type ResourcePart, readClusterObjects } from './cluster-objects.ts';
import { type Folder, openFolder } from './folder.ts';
import { DEFAULT_LIMITS, type Limits } from './limits.ts';
import { parseManifest } from './manifest.ts';
import { type MotionRecord, parseMotion } from './motion.ts';
import { isNodeName } from './names.ts';
import type { PackedFile } from './pack.ts';
import { plain, quoted, reasonOf } from './quote.ts';
import { openRawNode, readNodeIndex } from './reader.ts';
import {
  type Manifest,
  type ManifestNode,
  type ManifestSource,
  type Snapshot,
  SnapshotError,
  type SourceStatus,
} from './types.ts';
import { unpackArchive } from './unpack.ts';

const WORSE: readonly SourceStatus[] = ['ok', 'partial', 'skipped', 'failed'];

/** What the manifest says of the sources, corrected by what is really there. */
function settleSources(
  manifest: Manifest,
  nodes: readonly ManifestNode[],
  doubts: ReadonlyMap<string, string>,
  folder: Folder,
  resources: ReadonlyMap<string, ResourcePart>,
  motion: MotionRecord | string | null,
): ManifestSource[] {
  const sources = new Map(manifest.sources.map((source) => [source.id, source]));
  const note = (id: string, status: SourceStatus, reason: string | undefined) => {
    const said = sources.get(id);
    if (said !== undefined && WORSE.indexOf(said.status) >= WORSE.indexOf(status)) return;
    sources.set(id, { ...said, id, status, ...(reason === undefined ? {} : { reason }) });
  };
  for (const node of nodes) {
    const { status, reason } = readNodeIndex(folder, node);
    note(`node/${node.name}`, status, reason);
  }
  for (const [name, reason] of doubts) note(`node/${name}`, 'partial', reason);
  for (const [resource, { objects, problem }] of resources) {
    if (problem === undefined) note(`cluster/${resource}`, 'ok', undefined);
    else note(`cluster/${resource}`, objects.length === 0 ? 'failed' : 'partial', problem);
  }
  for (const { id, status } of manifest.sources) {
    const resource = id.startsWith('cluster/') ? id.slice('cluster/'.length) : undefined;
    if (resource !== undefined && (status === 'ok' || status === 'partial') && !resources.has(resource)) {
      note(id, 'failed', `cluster/${resource}.jsonl is missing in the snapshot`);
    }
  }
  if (typeof motion === 'string') note('motion', 'failed', motion);
  return [...sources.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** The manifest's nodes and, so that nothing collected is lost, those that only have a folder. */
function nodesOf(manifest: Manifest, folder: Folder): ManifestNode[] {
  const nodes = new Map(manifest.nodes.map((node) => [node.name, node]));
  for (const name of folder.list('nodes').folders) {
    if (nodes.has(name) || !isNodeName(name)) continue;
    const { kubernetesNode } = readNodeIndex(folder, { name, kubernetesNode: name });
    nodes.set(name, { name, kubernetesNode });
  }
  return [...nodes.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A Node is one machine: of several that are said to be the same, the one of its name is, else the first; why the others are not. */
function withoutTwins(nodes: readonly ManifestNode[]): {
  readonly nodes: readonly ManifestNode[];
  readonly doubts: ReadonlyMap<string, string>;
} {
  const machines = new Map<string, string>();
  for (const { name, kubernetesNode } of nodes) {
    if (kubernetesNode !== null && (name === kubernetesNode || !machines.has(kubernetesNode)))
      machines.set(kubernetesNode, name);
  }
  const doubts = new Map<string, string>();
  const settled = nodes.map((node) => {
    const { name, kubernetesNode } = node;
    const other = kubernetesNode === null ? name : machines.get(kubernetesNode);
    if (kubernetesNode === null || other === undefined || other === name) return node;
    doubts.set(name, `the manifest calls it the Node ${quoted(kubernetesNode)}, which ${other} is already`);
    return { name, kubernetesNode: null };
  });
  return { nodes: settled, doubts };
}

/** A sentence where the file is broken: then nothing is known about motion, as where there is none. */
function motionIn(folder: Folder): MotionRecord | string | null {
  if (!folder.has('motion.json')) return null;
  try {
    return parseMotion(folder.read('motion.json').toString('utf8'));
  } catch (error) {
    return plain(reasonOf(error));
  }
}

function openFromFolder(path: string, location: string, limits: Limits, close: () => void): Snapshot {
  const folder = openFolder(path, location, limits.fileBytes);
  if (!folder.has('manifest.json')) {
    throw new SnapshotError(
      `${location} has no manifest.json and is no snapshot: give one that netlint collected or imported.`,
    );
  }
  folder.list('');
  const said = parseManifest(folder.read('manifest.json').toString('utf8'), `${location}/manifest.json`);
  const resources = readClusterObjects(folder);
  const { nodes, doubts } = withoutTwins(nodesOf(said, folder));
  const motion = motionIn(folder);
  const byName = new Map(nodes.map((node) => [node.name, node]));
  return {
    location,
    manifest: { ...said, nodes, sources: settleSources(said, nodes, doubts, folder, resources, motion) },
    motion: typeof motion === 'string' ? null : motion,
    nodeNames: nodes.map(({ name }) => name),
    readNode: (name) => {
      const node = byName.get(name);
      if (node === undefined) throw new SnapshotError(`${location} has no node ${plain(name)}.`);
      return openRawNode(folder, node);
    },
    objects: (resource) => resources.get(resource)?.objects,
    resources: [...resources.keys()].sort(),
    readNotes: () => (folder.has('notes.md') ? folder.read('notes.md').toString('utf8') : null),
    files: () => filesOf(folder),
    close,
  };
}

const ROOT_FILES: ReadonlySet<string> = new Set(['manifest.json', 'motion.json', 'notes.md']);

/** Sorted by path. Whatever else lies in the folder is no part of a snapshot; links inside it lead no deeper than folders do. */
function filesOf(folder: Folder): readonly PackedFile[] {
  const below = (path: string) => folder.list(path).files.map((name) => `${path}/${name}`);
  return [
    ...folder.list('').files.filter((name) => ROOT_FILES.has(name)),
    ...below('cluster'),
    ...folder.list('nodes').folders.flatMap((name) => below(`nodes/${name}`)),
  ]
    .sort((a, b) => (a < b ? -1 : 1))
    .map((name) => ({ name, read: () => folder.read(name) }));
}

/**
 * Opens a snapshot: a folder, or the same as .tar.gz, .tgz or .tar, which is unpacked into a private folder that `close()` removes.
 * Cluster objects are read at once, nodes one by one when they are asked for. What is broken in a part becomes a source that is not ok in
 * `manifest.sources`. Throws SnapshotError for what is no snapshot, an unknown format, or content that a snapshot never has.
 */
export async function openSnapshot(path: string, limits: Limits = DEFAULT_LIMITS): Promise<Snapshot> {
  const location = plain(path.length > 1 ? path.replace(/\/+$/, '') : path);
  let isFolder: boolean;
  try {
    isFolder = statSync(path).isDirectory();
  } catch (error) {
    throw new SnapshotError(`${location} cannot be opened (${reasonOf(error)}): give a snapshot's folder or .tar.gz.`);
  }
  if (isFolder) return openFromFolder(path, location, limits, () => {});
  const unpacked = await unpackArchive(path, location, limits);
  try {
    return openFromFolder(unpacked.root, location, limits, unpacked.remove);
  } catch (error) {
    unpacked.remove();
    throw error;
  }
}
