/**
 * The snapshot as it lies on disk: a folder, or the same folder as .tar.gz.
 *
 *   manifest.json                 Manifest
 *   cluster/<resource>.jsonl      one slimmed API object a line
 *   nodes/<name>/index.json       NodeIndex
 *   nodes/<name>/<file>           raw stdout / stderr of one command
 *   motion.json                   MotionRecord: what moved while the nodes were read; only where the API was read twice
 *   notes.md                      free text, never evaluated
 */

import type { MotionRecord } from './motion.ts';

export const SNAPSHOT_FORMAT = 1;

export type SourceStatus = 'ok' | 'partial' | 'failed' | 'skipped';

export interface ManifestSource {
  /** `cluster/<resource>`, `node/<name>`, or `motion`. */
  readonly id: string;
  readonly status: SourceStatus;
  /** Why it is not ok; absent when it is. */
  readonly reason?: string;
  /** RFC 3339, UTC: when it was read, by the clock of the machine that collected; absent in what was put together by hand. */
  readonly from?: string;
  readonly to?: string;
  /** How a node was reached: `pods`, `ssh`, `agents`, … */
  readonly way?: string;
}

export interface Manifest {
  readonly format: typeof SNAPSHOT_FORMAT;
  /** Version of netlint that wrote the snapshot. */
  readonly netlint: string;
  readonly cluster: string | null;
  /** RFC 3339, UTC: when the first and the last source was read, by the clocks of the sources; null when no source says. */
  readonly from: string | null;
  readonly to: string | null;
  readonly nodes: readonly ManifestNode[];
  readonly sources: readonly ManifestSource[];
}

export interface ManifestNode {
  readonly name: string;
  /** The Kubernetes Node that this machine is, or null for a machine that is none (a pod VM, a gateway). */
  readonly kubernetesNode: string | null;
}

/**
 * How one command ended.
 * missing: the tool is not there; skipped: not run on purpose (the reason is in stderr);
 * corrupt: what arrived does not match its checksum.
 */
export type OutputStatus = 'ok' | 'error' | 'missing' | 'timeout' | 'capped' | 'skipped' | 'corrupt';

export interface OutputRecord {
  /** Probe id, e.g. `ip-link`; unique together with `netns`. `text:<format>` ids are imports of single hand-made outputs. */
  readonly id: string;
  /** `host`, or the id of a NetnsRecord. */
  readonly netns: string;
  /** The command as it was run, for people: `ip -s -s -d -j link show`. */
  readonly command: string;
  readonly status: OutputStatus;
  readonly exit: number | null;
  readonly ms: number | null;
  /** Milliseconds from the start of the node's script to the start of the command: how far apart two readings are. */
  readonly at?: number;
  /** File names inside the node's folder; null where nothing was printed. */
  readonly stdout: string | null;
  readonly stderr: string | null;
  /** Set when the same command was read again later in the same collection (growing counters): 2, 3, ... */
  readonly reading?: number;
}

export interface NetnsRecord {
  /** `net:[4026532585]`, the kernel's name; unique on a node. */
  readonly id: string;
  /** File name under /run/netns, when there is one (`cni-…`). */
  readonly name: string | null;
  /** Pod UID as found in a process's cgroup, when there is one. */
  readonly podUid: string | null;
  /** Names (comm) of the processes that live in it, at most a few. */
  readonly processes: readonly string[];
}

export interface NodeIndex {
  readonly node: string;
  readonly kubernetesNode: string | null;
  /** Version of the frame the outputs came in; null for hand-made text imports. */
  readonly frame: number | null;
  /** RFC 3339 by the node's own clock; null when unknown. */
  readonly takenAt: string | null;
  /** What is wrong with the node's part as a whole: cut off, no end line, … */
  readonly status: SourceStatus;
  readonly reason?: string;
  readonly netns: readonly NetnsRecord[];
  readonly outputs: readonly OutputRecord[];
}

/** One node's raw part. Text is read on demand. */
export interface RawNode {
  readonly index: NodeIndex;
  /** The record of a command in a namespace, or undefined when the probe did not have it. */
  record(id: string, netns?: string, reading?: number): OutputRecord | undefined;
  /** stdout as text ('' when there was none). Bytes that are no UTF-8 become U+FFFD. Throws SnapshotError when the file cannot be read. */
  stdout(record: OutputRecord): string;
  stderr(record: OutputRecord): string;
}

/** Slimmed API objects, as the API prints them. */
export type ApiObject = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly creationTimestamp?: string;
    readonly ownerReferences?: readonly {
      readonly kind: string;
      readonly name: string;
      readonly controller?: boolean;
    }[];
    readonly resourceVersion?: string;
    readonly deletionTimestamp?: string;
    /** Of EndpointSlices and Endpoints: when somebody last wrote them. */
    readonly lastWritten?: string;
  };
} & Readonly<Record<string, unknown>>;

export interface Snapshot {
  /** Where it was read from, as the user named it. */
  readonly location: string;
  readonly manifest: Manifest;
  /** Node names, sorted. */
  readonly nodeNames: readonly string[];
  readNode(name: string): RawNode;
  /** Objects of one resource (`nodes`, `pods`, …), or undefined when the resource was not collected. */
  objects(resource: string): readonly ApiObject[] | undefined;
  /** What moved while the nodes were read; null or absent where nobody knows. */
  readonly motion?: MotionRecord | null;
  /** Sorted names of the collected resources. */
  readonly resources: readonly string[];
  /** The text of notes.md, null when there is none. For people; never evaluated. */
  readNotes?(): string | null;
  /** Its files as they lie on disk, read one by one; nothing that a snapshot does not have. For copying it elsewhere. */
  files?(): Iterable<{ readonly name: string; readonly read: () => Buffer }>;
  /** Removes the temporary folder of an unpacked archive. */
  close(): void;
}

/** Wrong in a way that the user can do something about: message is one sentence with place and remedy. */
export class SnapshotError extends Error {
  override name = 'SnapshotError';
}
