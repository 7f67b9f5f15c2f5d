import type { Folder } from './folder.ts';
import { parseNodeIndex, unreadNode } from './node-index.ts';
import { reasonOf } from './quote.ts';
import { type ManifestNode, type NodeIndex, type OutputRecord, type RawNode, SnapshotError } from './types.ts';

const keyOf = (id: string, netns: string, reading: number) => `${id}\0${netns}\0${reading}`;

/** A record whose file is not there was not read, whatever the index says. */
function withFiles(record: OutputRecord, files: ReadonlySet<string>): OutputRecord {
  const stdoutLost = record.stdout !== null && !files.has(record.stdout);
  const stderrLost = record.stderr !== null && !files.has(record.stderr);
  if (!stdoutLost && !stderrLost) return record;
  return {
    ...record,
    status: stdoutLost ? 'corrupt' : record.status,
    stdout: stdoutLost ? null : record.stdout,
    stderr: stderrLost ? null : record.stderr,
  };
}

function settle(index: NodeIndex, files: ReadonlySet<string>): NodeIndex {
  const lost = index.outputs.flatMap(({ stdout }) => (stdout === null || files.has(stdout) ? [] : [stdout]));
  if (lost.length === 0) return index;
  const more = lost.length === 1 ? '' : ` and ${lost.length - 1} more`;
  const reason = `the output ${lost[0]}${more} is missing in the snapshot`;
  return {
    ...index,
    status: index.status === 'ok' ? 'partial' : index.status,
    reason: index.reason === undefined ? reason : `${index.reason}; ${reason}`,
    outputs: index.outputs.map((record) => withFiles(record, files)),
  };
}

/** A node's index, or what stands for it where it cannot be read: status `failed` with the reason, and no outputs. */
export function readNodeIndex(folder: Folder, { name, kubernetesNode }: ManifestNode): NodeIndex {
  const path = `nodes/${name}`;
  const { files } = folder.list(path);
  if (files.length === 0) return unreadNode(name, kubernetesNode, 'the snapshot has no output of it');
  try {
    const text = folder.read(`${path}/index.json`).toString('utf8');
    return settle(parseNodeIndex(text, `${folder.location}/${path}/index.json`, name), new Set(files));
  } catch (error) {
    return unreadNode(name, kubernetesNode, reasonOf(error));
  }
}

/** One node's raw part. The index is in memory, the texts are read when they are asked for and not kept. */
export function openRawNode(folder: Folder, node: ManifestNode): RawNode {
  const index = readNodeIndex(folder, node);
  const records = new Map<string, OutputRecord>();
  for (const record of index.outputs) {
    const key = keyOf(record.id, record.netns, record.reading ?? 1);
    if (!records.has(key)) records.set(key, record);
  }
  const textOf = (file: string | null) => {
    if (file === null) return '';
    const bytes = folder.read(`nodes/${node.name}/${file}`);
    // A command that printed nothing has no file: a full disk or a broken copy made this one.
    if (bytes.length === 0) {
      throw new SnapshotError(
        `${folder.location}/nodes/${node.name}/${file} is empty and should not be: copy the snapshot again.`,
      );
    }
    return bytes.toString('utf8');
  };
  return {
    index,
    record: (id, netns = 'host', reading = 1) => records.get(keyOf(id, netns, reading)),
    stdout: (record) => textOf(record.stdout),
    stderr: (record) => textOf(record.stderr),
  };
}
