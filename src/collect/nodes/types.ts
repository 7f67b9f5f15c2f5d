/** A machine to be read. */
export interface NodeTarget {
  /** What the snapshot calls it. */
  readonly name: string;
  /** The Kubernetes Node that it is, or null for a machine that is none. */
  readonly kubernetesNode: string | null;
  /** Host names or addresses in the order in which SSH should try them; may be empty for the ways through the API. */
  readonly addresses: readonly string[];
  /** `linux` as a rule; others are not read and say so. */
  readonly operatingSystem: string | null;
}

export type Way = 'pods' | 'ssh' | 'agents';

/** One way of running the probe on machines. */
export interface NodeTransport {
  readonly way: Way;
  /** Once before the first node; registers what `close` has to undo before it makes anything. */
  open(signal: AbortSignal): Promise<void>;
  /**
   * Runs the probe script on one machine. What came is given, also where it is cut (`problem` says so); throws CollectError when nothing
   * came. `milliseconds` is what is left of this node's time.
   */
  collect(
    target: NodeTarget,
    limits: { readonly milliseconds: number; readonly signal: AbortSignal },
  ): Promise<NodeAnswer>;
  /** Takes away everything that `open` and `collect` made, also after an interruption. One sentence for each thing that stays behind. */
  close(): Promise<readonly string[]>;
}

export interface NodeAnswer {
  /** A probe frame, plain. */
  readonly frame: Buffer;
  /** Bytes that went over the wire. */
  readonly bytes: number;
  readonly problem?: string;
  /** Seconds since the frame was taken, where it was there already; absent for one that was taken for this collection. */
  readonly age?: number;
}

/** Why nothing came from a node, in one sentence; `again` where a second try may help. */
export class CollectError extends Error {
  override name = 'CollectError';
  readonly again: boolean;

  constructor(message: string, again = false) {
    super(message);
    this.again = again;
  }
}

/** What became of one machine. */
export interface NodeOutcome {
  readonly target: NodeTarget;
  readonly way: Way;
  readonly answer?: NodeAnswer;
  /** Set when there is no answer. */
  readonly reason?: string;
  readonly milliseconds: number;
  readonly tries: number;
  /** RFC 3339, by this machine's clock. */
  readonly from: string;
  readonly to: string;
}
