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
  /** One sentence each: cut off after N of M bytes, checksum of ip-link wrong, … */
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
  readonly reading?: number;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}
