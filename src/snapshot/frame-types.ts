import type { NetnsRecord, OutputStatus } from './types.ts';

/** What the node script printed, decoded. Format: docs/probe-format.md. */
export interface Frame {
  readonly version: number;
  /** Version of netlint that generated the script. */
  readonly netlint: string;
  /** RFC 3339 UTC by the node's clock. */
  readonly takenAt: string | null;
  /** False when the end line is missing: the text was cut off. */
  readonly complete: boolean;
  /** One sentence each: cut off after N of M bytes, checksum of ip-link wrong, … and what the script itself had to leave out. */
  readonly problems: readonly string[];
  readonly namespaces: readonly NetnsRecord[];
  readonly outputs: readonly FrameOutput[];
}

export interface FrameOutput {
  readonly id: string;
  readonly netns: string;
  readonly command: string;
  readonly status: OutputStatus;
  readonly exit: number | null;
  readonly ms: number | null;
  /** Milliseconds from the start of the script to the start of the command; says how far apart two readings are. */
  readonly at?: number;
  readonly reading?: number;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}
