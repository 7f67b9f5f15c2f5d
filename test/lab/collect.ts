import { uptime } from 'node:os';
import { probeScript } from '../../src/collect/script.ts';
import { importSnapshot } from '../../src/snapshot/import/import.ts';
import { netlintVersion } from '../../src/version.ts';
import type { Lab } from './lab.ts';

/** The machine's uptime when this file was loaded: nothing in its kernel log from before belongs to a lab. */
const since = Math.ceil(uptime());

export interface CollectOptions {
  /** Seconds between two readings of the counters; 0 for one reading. */
  readonly sample?: number;
  readonly notes?: string;
  readonly clusterName?: string;
  /** Machines that nobody gets in. */
  readonly unread?: readonly string[];
}

/**
 * Takes a snapshot the way an administrator does by hand: the printed probe script runs on every machine, and what it prints is imported
 * together with what kubectl prints. Machines without power are missing from it.
 */
export async function collect(lab: Lab, out: string, options: CollectOptions = {}): Promise<void> {
  await lab.settle();
  const script = probeScript(netlintVersion(), { sample: options.sample ?? 0, logSince: since });
  const frames = new Map<string, Buffer>();
  await Promise.all(
    [...lab.machines.values()]
      .filter((machine) => machine.running() && options.unread?.includes(machine.name) !== true)
      .map(async (machine) => {
        const end = await machine.exec(['sh'], { stdin: script, timeoutMs: 60_000 });
        if (end.code !== 0)
          throw new Error(`the probe script ended with ${end.code} on ${machine.name}: ${end.stderr}`);
        frames.set(machine.name, end.bytes);
      }),
  );
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: lab.objects }, null, 1);
  const inputs = new Map<string, Buffer>([
    ...frames,
    ['cluster', Buffer.from(list)],
    ['notes', Buffer.from(options.notes ?? '')],
  ]);
  const kubernetesNodes = new Set(
    lab.objects.filter(({ kind }) => kind === 'Node').map(({ metadata }) => metadata.name),
  );
  const made = await importSnapshot(
    {
      out,
      netlint: netlintVersion(),
      ...(options.clusterName === undefined ? {} : { clusterName: options.clusterName }),
      node: [...frames.keys()].map((name) => `${name}=${name}`),
      machine: [...frames.keys()].filter((name) => !kubernetesNodes.has(name)),
      cluster: ['cluster'],
      ...(options.notes === undefined ? {} : { notes: ['notes'] }),
    },
    async (file) => ({ name: file, bytes: inputs.get(file) ?? Buffer.alloc(0) }),
  );
  if (!made.written || made.problems.length > 0) throw new Error(`the import complains: ${made.problems.join(' ')}`);
}
