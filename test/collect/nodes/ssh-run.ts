import { collectNodes } from '../../../src/collect/nodes/collect-nodes.ts';
import { sshTransport } from '../../../src/collect/nodes/ssh/ssh.ts';
import type { NodeOutcome } from '../../../src/collect/nodes/types.ts';
import { readFrame } from '../../../src/snapshot/gunzip.ts';

/** Runs inside a laboratory's namespaces: reads machines by SSH and prints what became of each, one JSON line for it. */
const { hosts, user, milliseconds } = JSON.parse(process.argv[2] ?? '{}') as {
  readonly hosts: readonly (readonly string[])[];
  readonly user?: string;
  readonly milliseconds?: number;
};

async function tell({ target, answer, reason, tries, milliseconds: took }: NodeOutcome): Promise<void> {
  const frame = answer && (await readFrame(answer.frame));
  const uid = frame?.problems.some((problem) => problem.includes('not run as root')) ? 'user' : 'root';
  const line = {
    name: target.name,
    tries,
    took,
    ...(reason === undefined ? {} : { reason }),
    ...(answer && frame
      ? { bytes: answer.bytes, complete: frame.complete, outputs: frame.outputs.length, uid, problem: answer.problem }
      : {}),
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

await collectNodes(
  hosts.map(([name = '', ...addresses]) => ({ name, kubernetesNode: null, addresses, operatingSystem: null })),
  sshTransport({ netlint: '0.1.0', script: { sample: 0 }, ...(user === undefined ? {} : { user }) }),
  {
    concurrency: 4,
    nodeMilliseconds: milliseconds ?? 15_000,
    milliseconds: 60_000,
    signal: new AbortController().signal,
    onOutcome: tell,
  },
);
