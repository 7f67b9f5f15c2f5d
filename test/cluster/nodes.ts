import type { Machine } from '../lab/machine.ts';

export const nodeNames = ['node1', 'node2', 'node3'] as const;

export interface NodePlan {
  readonly name: string;
  readonly address: string;
  readonly mac: string;
}

/** The control plane runs on the first. */
export const nodePlans: readonly NodePlan[] = nodeNames.map((name, index) => ({
  name,
  address: `192.168.10.${161 + index}`,
  mac: `52:54:00:c0:a8:0${index + 1}`,
}));

export const server = `https://${nodePlans[0]?.address}:6443`;

export function named(machines: ReadonlyMap<string, Machine>, name: string): Machine {
  const found = machines.get(name);
  if (found === undefined) throw new Error(`no machine ${name}`);
  return found;
}
