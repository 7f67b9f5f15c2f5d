import * as z from 'zod';
import { firstIssue, reasonText, sourceStatus } from './manifest.ts';
import { isOutputFileName } from './names.ts';
import { reasonOf } from './quote.ts';
import { type NodeIndex, SnapshotError } from './types.ts';

const fileName = z.string().refine(isOutputFileName, 'is no file name of an output').nullable();
const count = z.number().nonnegative();

const schema = z.object({
  node: z.string(),
  kubernetesNode: z.string().nullable(),
  frame: z.int().positive().nullable(),
  takenAt: z.iso.datetime({ offset: true }).nullable(),
  status: sourceStatus,
  reason: reasonText.exactOptional(),
  netns: z.array(
    z.object({
      id: z.string(),
      name: z.string().nullable(),
      podUid: z.string().nullable(),
      processes: z.array(z.string()),
    }),
  ),
  outputs: z.array(
    z.object({
      id: z.string(),
      netns: z.string(),
      command: z.string(),
      status: z.enum(['ok', 'error', 'missing', 'timeout', 'capped', 'skipped', 'corrupt']),
      exit: z.int().nullable(),
      ms: count.nullable(),
      at: count.exactOptional(),
      stdout: fileName,
      stderr: fileName,
      reading: z.int().positive().exactOptional(),
    }),
  ),
});

/** Reads the text of a node's `index.json`; throws SnapshotError with one sentence. */
export function parseNodeIndex(text: string, where: string, node: string): NodeIndex {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new SnapshotError(`${where} is no valid JSON (${reasonOf(error)}): collect node ${node} again.`);
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    throw new SnapshotError(
      `${where} does not fit the format (${firstIssue(parsed.error)}): collect node ${node} again.`,
    );
  }
  if (parsed.data.node !== node) {
    throw new SnapshotError(`${where} speaks of another node than its folder: collect node ${node} again.`);
  }
  return parsed.data;
}

/** Stands for a node whose part cannot be read: nothing was seen of it. */
export function unreadNode(node: string, kubernetesNode: string | null, reason: string): NodeIndex {
  return { node, kubernetesNode, frame: null, takenAt: null, status: 'failed', reason, netns: [], outputs: [] };
}
