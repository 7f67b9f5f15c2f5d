import { decodeFrame } from '../frame.ts';
import { failedPart, type NodePart, type PartOutput, partOfFrame, withOutputs } from '../node-part.ts';
import { reasonOf } from '../quote.ts';
import type { NetnsRecord } from '../types.ts';
import type { TextArgument } from './arguments.ts';
import { type Input, readInput } from './input.ts';
import { commandOf } from './text-formats.ts';

export type Read = (file: string) => Promise<Input>;

const EMPTY = Buffer.alloc(0);

/** A probe's output as a node's part; what is no probe output at all makes a failed one, so that the other machines are not lost. */
function framePart(name: string, kubernetesNode: string | null, { name: file, bytes, problem }: Input): NodePart {
  try {
    const frame = decodeFrame(bytes);
    const problems = problem === undefined ? frame.problems : [problem, ...frame.problems];
    return partOfFrame(name, kubernetesNode, { ...frame, problems });
  } catch (error) {
    return failedPart(
      name,
      kubernetesNode,
      [`${file}: ${reasonOf(error)}`, ...(problem === undefined ? [] : [problem])].join(' '),
    );
  }
}

function netnsRecord(id: string): NetnsRecord {
  return { id, name: id, podUid: null, processes: [] };
}

/** Texts of one machine. The same format again in the same namespace is a later reading. */
async function textOutputs(texts: readonly TextArgument[], read: Read): Promise<PartOutput[]> {
  const outputs: PartOutput[] = [];
  const readings = new Map<string, number>();
  for (const { format, netns, file } of texts) {
    const { bytes, problem } = await read(file);
    const reading = (readings.get(`${format}@${netns}`) ?? 0) + 1;
    readings.set(`${format}@${netns}`, reading);
    outputs.push({
      id: `text:${format}`,
      netns,
      command: commandOf(format),
      status: problem === undefined ? 'ok' : 'corrupt',
      exit: null,
      ms: null,
      stdout: bytes,
      stderr: problem === undefined ? EMPTY : Buffer.from(problem),
      ...(reading === 1 ? {} : { reading }),
    });
  }
  return outputs;
}

/** Everything that was given for one machine. Reads one file after another; throws SnapshotError for a file that cannot be read. */
export async function machinePart(
  name: string,
  kubernetesNode: string | null,
  frame: string | undefined,
  texts: readonly TextArgument[],
  read: Read = readInput,
): Promise<NodePart> {
  const outputs = await textOutputs(texts, read);
  const netns = [...new Set(texts.map((text) => text.netns))].filter((id) => id !== 'host').map(netnsRecord);
  const base: NodePart =
    frame === undefined
      ? { node: name, kubernetesNode, frame: null, takenAt: null, status: 'ok', netns: [], outputs: [] }
      : framePart(name, kubernetesNode, await read(frame));
  return withOutputs(base, outputs, netns);
}
