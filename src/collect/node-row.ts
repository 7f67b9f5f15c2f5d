import { decodeFrame } from '../snapshot/frame.ts';
import { failedPart, type NodePart, partOfFrame } from '../snapshot/node-part.ts';
import { reasonOf } from '../snapshot/quote.ts';
import type { SourceStatus } from '../snapshot/types.ts';
import type { NodeOutcome } from './nodes/types.ts';

/** What became of one node, for people. */
export interface NodeRow {
  readonly node: string;
  readonly way: string;
  readonly seconds: number;
  readonly bytes: number;
  readonly status: SourceStatus;
  /** Why it is not ok; '' when it is. */
  readonly why: string;
}

/** A node's part of the snapshot, out of what its probe sent. What is no probe output at all makes a failed part. */
export function partOfOutcome({ target, answer, reason }: NodeOutcome): NodePart {
  const { name, kubernetesNode } = target;
  if (answer === undefined) return failedPart(name, kubernetesNode, reason ?? 'nothing came');
  const said = answer.problem === undefined ? [] : [answer.problem];
  try {
    const frame = decodeFrame(answer.frame);
    return partOfFrame(name, kubernetesNode, { ...frame, problems: [...said, ...frame.problems] });
  } catch (error) {
    return failedPart(name, kubernetesNode, [...said, reasonOf(error)].join('; '));
  }
}

export function rowOf({ target, way, milliseconds, answer }: NodeOutcome, part: NodePart): NodeRow {
  return {
    node: target.name,
    way,
    seconds: milliseconds / 1000,
    bytes: answer?.bytes ?? 0,
    status: part.status,
    why: part.reason ?? '',
  };
}
