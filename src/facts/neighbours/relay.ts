import type { AddressOwner, NodeModel } from '../../model/types.ts';
import { segmentOf } from '../../walk/segment.ts';
import { type Device, linksOf } from '../../walk/topology.ts';

/**
 * Peer pods: the pod's namespace on the worker hands every frame on to a vxlan tunnel (by tc, which no table shows), and the
 * tunnel's other end, on another machine, is the device that really has the address (cloud-api-adaptor). Such a namespace has
 * devices on both segments.
 */
const joins = (node: NodeModel, one: string, other: string): boolean =>
  node.namespaces.some((netns) => {
    const segments = new Set(linksOf(netns).map((link) => segmentOf({ netns, link })));
    return segments.has(one) && segments.has(other);
  });

const tunnelOf = (owner: AddressOwner): string | null => {
  const segment = segmentOf(owner);
  return segment.startsWith('vxlan ') ? segment : null;
};

/** The owner at the far end of a tunnel, where the one whose MAC the entry has only passes frames on to it. */
export function relayedOwner(mac: string, owners: readonly AddressOwner[]): AddressOwner | undefined {
  const near = owners.find(({ link }) => link.mac === mac);
  if (!near || near.netns.id === 'host') return undefined;
  const segments = new Set(linksOf(near.netns).map((link) => segmentOf({ netns: near.netns, link })));
  const far = owners.filter((owner) => owner.node !== near.node && segments.has(tunnelOf(owner) ?? ''));
  return far.length === 1 ? far[0] : undefined;
}

/** True when a namespace on the entry's machine joins the entry's segment with the tunnel that the owner is the far end of. */
export function relaysTo(from: Device, owner: AddressOwner): boolean {
  const tunnel = tunnelOf(owner);
  return tunnel !== null && owner.node !== from.netns.node && joins(from.netns.node, segmentOf(from), tunnel);
}
