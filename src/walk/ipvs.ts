import type { IpvsService, NetworkNamespace } from '../model/types.ts';
import type { Packet } from './types.ts';

export interface IpvsWay {
  readonly address: string;
  readonly port: number;
  readonly share: number;
}

/** Is the packet for a virtual service of IPVS? It catches packets for local addresses behind INPUT (kube-proxy puts ClusterIPs on kube-ipvs0). */
export function isIpvsService(netns: NetworkNamespace, packet: Packet): boolean {
  return serviceFor(netns, packet) !== undefined;
}

/** Where it goes, by weight; destinations of weight 0 get no new connections. */
export function ipvsWays(netns: NetworkNamespace, packet: Packet): readonly IpvsWay[] {
  const destinations = (serviceFor(netns, packet)?.destinations ?? []).filter((one) => one.weight > 0);
  const total = destinations.reduce((sum, one) => sum + one.weight, 0);
  return destinations.map((one) => ({ address: one.address, port: one.port, share: one.weight / total }));
}

function serviceFor(netns: NetworkNamespace, packet: Packet): IpvsService | undefined {
  if (netns.id !== 'host' || netns.node.ipvs.state !== 'known') return undefined;
  return netns.node.ipvs.value.find(
    (one) =>
      one.protocol === packet.protocol && one.address === packet.destination && one.port === packet.destinationPort,
  );
}
