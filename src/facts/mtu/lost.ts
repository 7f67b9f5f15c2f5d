import type { NetworkNamespace, NodeModel } from '../../model/types.ts';
import type { Link } from '../../parse/records.ts';
import type { LargePackets } from '../../walk/path-mtu.ts';
import { linkNamed, namespacesOf } from '../../walk/topology.ts';
import { vethPeer } from '../../walk/veth.ts';

export type LostPackets = Extract<LargePackets, { readonly arrive: false }>;

/** The device that drops the packets, or that tells a sender which never hears of it. */
export function droppingDevice(
  nodes: readonly NodeModel[],
  { by }: LostPackets,
): { readonly netns: NetworkNamespace; readonly link: Link } | null {
  const node = nodes.find((one) => one.name === by.node);
  if (node === undefined || by.device === undefined) return null;
  for (const netns of namespacesOf(node)) {
    const link = netns.label === by.netns ? linkNamed(netns, by.device) : undefined;
    if (link !== undefined) return { netns, link };
  }
  return null;
}

/** The pod's namespace, when the device is one of the two ends of a pod's own veth. */
export function podBehind(netns: NetworkNamespace, link: Link): NetworkNamespace | null {
  if (netns.id !== 'host') return netns;
  if (link.kind !== 'veth') return null;
  const peer = vethPeer(netns, link);
  return peer.found === 'one' && peer.netns.id !== 'host' ? peer.netns : null;
}

/** Bytes that the device would have to take: the packet with what tunnels have put around it. */
export function neededMtu(lost: LostPackets): number {
  return lost.outcome.neededMtu ?? lost.size;
}
