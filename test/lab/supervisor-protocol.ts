export interface SupervisorRequest {
  readonly id: number;
  readonly argv: readonly string[];
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** True for a daemon: answered at the first line it prints; it is left running. */
  readonly stays?: boolean;
  readonly timeoutMs: number;
}

export interface SupervisorReply {
  readonly id: number;
  readonly pid: number | null;
  /** Exit code; null when the command could not be started or was killed. */
  readonly code: number | null;
  /** base64: outputs are bytes. */
  readonly stdout: string;
  readonly stderr: string;
}
