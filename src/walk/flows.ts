import type { ClusterModel, NetworkNamespace } from '../model/types.ts';
import { chooseSource } from './choose-source.ts';
import { newPacket } from './packet.ts';
import { followBothWays } from './reply.ts';
import type { Packet, WalkOutcome, WalkResult } from './types.ts';
import { resultOf, walkFrom, worldOf } from './walk.ts';

export interface FlowOptions {
  readonly protocol?: Packet['protocol'];
  /** Destination port; null asks for the way only, whoever listens. */
  readonly port?: number | null;
  /** Bytes of the IP packet. */
  readonly length?: number;
  readonly dontFragment?: boolean;
  /** Follow the answer too (default); `delivered` then means that a connection works. */
  readonly bothWays?: boolean;
}

/** A pod asks a pod by its address. */
export const podToPod = (
  cluster: ClusterModel,
  from: NetworkNamespace,
  to: string,
  options: FlowOptions = {},
): WalkResult => flow(cluster, from, to, options);

/** A pod asks a Service by its ClusterIP (or any other virtual address) and port. */
export function podToService(
  cluster: ClusterModel,
  from: NetworkNamespace,
  to: string,
  options: FlowOptions & { readonly port: number },
): WalkResult {
  return flow(cluster, from, to, { protocol: 'tcp', ...options });
}

/** A pod asks an address outside of the cluster: `left` is what a healthy one says. The way back cannot be seen. */
export function podToOutside(
  cluster: ClusterModel,
  from: NetworkNamespace,
  to: string,
  options: FlowOptions = {},
): WalkResult {
  return flow(cluster, from, to, { ...options, bothWays: false });
}

/** A process in the node's own namespace asks a pod, as the kubelet's probes do. */
export const hostToPod = (
  cluster: ClusterModel,
  from: NetworkNamespace,
  to: string,
  options: FlowOptions = {},
): WalkResult => flow(cluster, from, to, options);

function flow(cluster: ClusterModel, from: NetworkNamespace, to: string, options: FlowOptions): WalkResult {
  const family = to.includes(':') ? 'icmpv6' : 'icmp';
  const protocol = options.protocol ?? (options.port == null ? family : 'tcp');
  const port = options.port ?? null;
  if (!from.node.seen) return cannotStart(from, to, `node/${from.node.name}`, `${from.node.name} was not seen`);
  const source = chooseSource(from, { destination: to, protocol, destinationPort: port });
  if (typeof source !== 'string') return cannotStart(from, to, source.missing, source.reason);
  const packet = newPacket({
    source,
    destination: to,
    protocol,
    destinationPort: port,
    ...(options.length === undefined ? {} : { length: options.length }),
    ...(options.dontFragment === undefined ? {} : { dontFragment: options.dontFragment }),
  });
  if (options.bothWays === false) return walkFrom(cluster, { netns: from }, packet);
  return resultOf(followBothWays(worldOf(cluster), from, packet));
}

function cannotStart(from: NetworkNamespace, to: string, input: string, reason: string): WalkResult {
  const at = { node: from.node.name, netns: from.label };
  const outcome: WalkOutcome = {
    disposition: 'insufficient-information',
    share: 1,
    packet: newPacket({ source: '', destination: to }),
    hops: [],
    decidedBy: { ...at, layer: 'walk', text: reason },
    missing: { input, reason },
    at,
  };
  return { outcomes: [outcome] };
}
