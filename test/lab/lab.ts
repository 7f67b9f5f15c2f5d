import type { JsonObject } from './api-objects.ts';
import type { Machine } from './machine.ts';
import type { Sandbox } from './sandbox.ts';

/** A running network of machines, with what the API says about it. */
export interface Lab {
  readonly sandbox: Sandbox;
  /** By name: everything that is collected. */
  readonly machines: ReadonlyMap<string, Machine>;
  /** A case may change them in place. */
  readonly objects: JsonObject[];
  /** Everything that works while nothing is wrong. */
  readonly flows: readonly Flow[];
  /** Waits until what the daemons write about themselves is up to date; asked before every collection. */
  readonly settle: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** One piece of real traffic, and what must come back. */
export interface Flow {
  /** `pod node1>node2`, `service node1`, `dns node1`, … */
  readonly id: string;
  /** Where it is sent from: a machine, or a namespace under its /run/netns; null for the host outside. */
  readonly from: { readonly node: string; readonly netns: string | null } | null;
  readonly kind: 'tcp' | 'dns' | 'http';
  readonly address: string;
  readonly port: number;
  /** Bytes to send, the name to ask for, or the path to get (plain HTTP, whoever listens). */
  readonly what: string;
  /** Repeated so often at once: a Service picks an endpoint each time. */
  readonly times: number;
  /** What the answer must begin with. */
  readonly answer: string;
}

export function machine(lab: Lab, name: string): Machine {
  const found = lab.machines.get(name);
  if (found === undefined) throw new Error(`the lab has no machine ${name}`);
  return found;
}

/** Runs a shell script on a machine. */
export async function on(lab: Lab, name: string, script: string): Promise<string> {
  return machine(lab, name).sh(script);
}

/** Changes an API object in place. */
export function patch(lab: Lab, kind: string, name: string, change: (object: JsonObject) => void): void {
  const found = lab.objects.find((object) => object.kind === kind && object.metadata.name === name);
  if (found === undefined) throw new Error(`the lab's API has no ${kind} ${name}`);
  change(found);
}
