import type { NodeModel } from '../../model/types.ts';
import type { Family } from '../../parse/records.ts';
import type { WalkOutcome } from '../../walk/types.ts';

/** What becomes of packets from a representative pod of one node, or from the node itself. */
export interface PodPath {
  readonly from: NodeModel;
  readonly origin: 'pod' | 'node';
  /** The node that they are for; null for a Service. */
  readonly peer: NodeModel | null;
  /** Set for a Service: `namespace/name`, its address, port and protocol. */
  readonly service: {
    readonly name: string;
    readonly address: string;
    readonly port: number;
    readonly protocol: 'tcp' | 'udp';
  } | null;
  readonly family: Family;
  readonly destination: string;
  readonly outcomes: readonly WalkOutcome[];
}
