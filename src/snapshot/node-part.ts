import type { Frame } from './frame-types.ts';
import { LONGEST_REASON, plain } from './quote.ts';
import type { NetnsRecord, NodeIndex, OutputRecord, SourceStatus } from './types.ts';

/** One command's output before it is written: the record's own fields and the bytes. */
export interface PartOutput extends Omit<OutputRecord, 'stdout' | 'stderr'> {
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}

/** A node's part of a snapshot in memory, as the writer takes it. */
export interface NodePart extends Omit<NodeIndex, 'outputs'> {
  readonly outputs: readonly PartOutput[];
}

/** A time as the manifest has it; a node's clock that prints something else says nothing. */
function timeOf(text: string | null): string | null {
  const isTime = text !== null && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/.test(text);
  return isTime && !Number.isNaN(Date.parse(text)) ? text : null;
}

/** What a node script printed, as a part of a snapshot. Whatever is wrong with the frame makes the part `partial`. */
export function partOfFrame(node: string, kubernetesNode: string | null, frame: Frame): NodePart {
  const status: SourceStatus = frame.outputs.length === 0 ? 'failed' : frame.problems.length === 0 ? 'ok' : 'partial';
  const reason = frame.outputs.length === 0 ? ['it has no output', ...frame.problems] : frame.problems;
  return {
    node,
    kubernetesNode,
    frame: frame.version,
    takenAt: timeOf(frame.takenAt),
    status,
    ...(reason.length === 0 ? {} : { reason: plain(reason.join('; '), LONGEST_REASON) }),
    netns: frame.namespaces,
    outputs: frame.outputs,
  };
}

/** A node that nothing arrived from. */
export function failedPart(node: string, kubernetesNode: string | null, reason: string): NodePart {
  return {
    node,
    kubernetesNode,
    frame: null,
    takenAt: null,
    status: 'failed',
    reason: plain(reason, LONGEST_REASON),
    netns: [],
    outputs: [],
  };
}

/** A part with further outputs; namespaces that it does not know yet are added. */
export function withOutputs(
  part: NodePart,
  outputs: readonly PartOutput[],
  netns: readonly NetnsRecord[] = [],
): NodePart {
  const known = new Set(part.netns.map(({ id }) => id));
  return {
    ...part,
    netns: [...part.netns, ...netns.filter(({ id }) => !known.has(id))],
    outputs: [...part.outputs, ...outputs],
  };
}
