import type { NetworkNamespace } from '../model/types.ts';
import type { Link } from '../parse/records.ts';
import { ovsBridgeOf } from './ovs-ports.ts';
import { bridgePorts, type Device, leadsOutside, linkNamed } from './topology.ts';
import { vethPeer } from './veth.ts';

const names = new WeakMap<Link, string>();

/**
 * Name of the Ethernet segment that a device is on: two devices with the same name reach each other without a router, as far as the
 * snapshot shows. All NICs are on `underlay`: what is behind them is outside of the snapshot.
 */
export function segmentOf(device: Device): string {
  const cached = names.get(device.link);
  if (cached !== undefined) return cached;
  // Stands in while the name is looked for: a snapshot can say that a device is its own master.
  names.set(device.link, `device ${place(device.netns)}/${device.link.name}`);
  const name = segmentName(device);
  names.set(device.link, name);
  return name;
}

const place = (netns: NetworkNamespace) => `${netns.node.name}/${netns.id}`;

function segmentName({ netns, link }: Device): string {
  if (ovsBridgeOf(netns, link.name) !== null) return ovsSegment(netns);
  if (link.master !== null) {
    const master = linkNamed(netns, link.master);
    return master === undefined || master.kind === 'bridge' || master.kind === undefined
      ? bridgeSegment(netns, link.master)
      : segmentOf({ netns, link: master });
  }
  if (link.kind === 'bridge') return bridgeSegment(netns, link.name);
  if (link.vxlan !== null) return `vxlan ${link.vxlan.id}`;
  if (link.kind === 'veth') {
    const peer = vethPeer(netns, link);
    if (peer.found === 'one') {
      if (peer.link.master !== null || ovsBridgeOf(peer.netns, peer.link.name) !== null)
        return segmentOf({ netns: peer.netns, link: peer.link });
      return `veth ${[`${place(netns)}/${link.name}`, `${place(peer.netns)}/${peer.link.name}`].sort().join(' ')}`;
    }
  }
  return leadsOutside({ netns, link }) ? 'underlay' : `device ${place(netns)}/${link.name}`;
}

function bridgeSegment(netns: NetworkNamespace, bridge: string): string {
  return bridgePorts(netns, bridge).some((port) => leadsOutside({ netns, link: port }))
    ? 'underlay'
    : `bridge ${place(netns)}/${bridge}`;
}

/** Flows decide who reaches whom inside OVS; a walk follows them. For the question who may answer ARP, its bridges are one segment. */
function ovsSegment(netns: NetworkNamespace): string {
  const links = netns.links.state === 'known' ? netns.links.value.all : [];
  const uplink = links.some((link) => ovsBridgeOf(netns, link.name) !== null && leadsOutside({ netns, link }));
  return uplink ? 'underlay' : `ovs ${place(netns)}`;
}

/** Why a segment may have more members than the snapshot shows; null when all of them are known. */
export function openEnd({ netns, link }: Device): string | null {
  const segment = segmentOf({ netns, link });
  if (segment === 'underlay') return `${link.name} leads to machines outside of the snapshot`;
  if (segment.startsWith('veth ')) return null;
  if (segment.startsWith('bridge ')) {
    const home = bridgeHome({ netns, link });
    if (home === null) return `the bridge of ${link.name} was not read`;
    const open = bridgePorts(home.netns, home.link.name).find(
      (port) => port.kind !== 'veth' || vethPeer(home.netns, port).found !== 'one',
    );
    return open === undefined ? null : `the namespace behind ${open.name} on ${home.link.name} was not read`;
  }
  return `what is behind ${link.name} was not read`;
}

/** The bridge that a device is, is a port of, or is joined to by a veth. */
export function bridgeHome({ netns, link }: Device): Device | null {
  if (link.kind === 'bridge') return { netns, link };
  const own = link.master === null ? undefined : linkNamed(netns, link.master);
  if (own !== undefined) return own.kind === 'bridge' ? { netns, link: own } : null;
  const peer = link.kind === 'veth' ? vethPeer(netns, link) : null;
  if (peer === null || peer.found !== 'one' || peer.link.master === null) return null;
  const master = linkNamed(peer.netns, peer.link.master);
  return master === undefined ? null : { netns: peer.netns, link: master };
}
