import { familyOf } from '../model/ip.ts';
import type { NetworkNamespace } from '../model/types.ts';
import type { Link, VxlanInfo } from '../parse/records.ts';
import { chooseSource } from './choose-source.ts';
import { decided, end, go, insufficient, type Journey, noted, type Step, type World, withPacket } from './journey.ts';
import { vxlanOverhead } from './mtu.ts';
import { newPacket } from './packet.ts';
import { linksOf, namespacesOf } from './topology.ts';
import { vethPeer } from './veth.ts';
import { fdbEntries, fdbText, ZERO_MAC } from './vxlan-fdb.ts';

/** A frame leaves through a vxlan device: its MAC is looked up in the FDB, and an UDP packet around it goes to the VTEP found there. */
export function encapsulate(
  world: World,
  netns: NetworkNamespace,
  link: Link,
  info: VxlanInfo,
  journey: Journey,
): readonly Step[] {
  const underlay = underlayOf(netns, link);
  if (underlay === null) {
    return [
      insufficient(
        journey,
        netns,
        'vxlan',
        'ip-link',
        `cannot tell which namespace holds the UDP socket of ${link.name} (link-netnsid ${link.lowerNetnsid})`,
      ),
    ];
  }
  if (netns.fdb.state === 'unknown') return [insufficient(journey, netns, 'fdb', netns.fdb.missing, netns.fdb.reason)];
  const mac = journey.packet.ethernet?.destination ?? ZERO_MAC;
  const fdb = netns.fdb.state === 'known' ? netns.fdb.value : [];
  const known = fdbEntries(fdb, link.name, mac).filter((entry) => entry.destination !== null);
  const flood =
    known.length > 0 ? [] : fdbEntries(fdb, link.name, ZERO_MAC).filter((entry) => entry.destination !== null);
  const entry = known[0] ?? towardsOwner(world, mac, flood);
  const destination = entry?.destination ?? info.remote;
  if (destination === null || destination === undefined) {
    if (info.group !== null)
      return [
        insufficient(
          journey,
          netns,
          'vxlan',
          'walk',
          `${link.name} floods to multicast group ${info.group}, which is not followed`,
        ),
      ];
    if (journey.suspect !== null) return [end(journey, netns, 'wrong-neighbour', journey.suspect)];
    return [end(journey, netns, 'dropped', decided(netns, 'fdb', `no FDB entry for ${mac} on ${link.name}`))];
  }
  const port = entry?.port ?? info.port;
  const vni = entry?.vni ?? info.id;
  const source = info.local ?? chooseSource(underlay, { destination, protocol: 'udp', destinationPort: port });
  if (typeof source !== 'string') return [insufficient(journey, underlay, 'route', source.missing, source.reason)];
  const text = `${link.name}: vni ${vni} to ${destination} port ${port}${entry === undefined ? ' (remote)' : `, FDB ${fdbText(entry)}`}`;
  const inside = noted(
    withPacket(journey, { ethernet: { source: link.mac ?? '', destination: mac } }),
    netns,
    'vxlan',
    text,
  );
  const outer = newPacket({
    source,
    destination,
    protocol: 'udp',
    destinationPort: port,
    // The mark stays on the outer packet, so that marks for MASQUERADE reach it too (skb_scrub_packet clears it between namespaces only).
    mark: underlay === netns ? journey.packet.mark : 0,
    length: journey.wireLength + vxlanOverhead(familyOf(destination) ?? 4),
    dontFragment: false,
  });
  const carrying: Journey = {
    ...inside,
    packet: outer,
    wireLength: outer.length,
    fragmented: false,
    reply: false,
    carried: { journey: inside, vni, port, device: link.name },
  };
  return [go({ at: 'local-output', netns: underlay, oif: underlay === netns ? info.device : null }, carrying)];
}

/** Of several places to flood to, the one that matters is where the device with the MAC is. */
function towardsOwner<T extends { readonly destination: string | null }>(
  world: World,
  mac: string,
  flood: readonly T[],
): T | undefined {
  const nodes = new Set(world.topology.devicesWithMac(mac).map((device) => device.netns.node));
  return (
    flood.find((entry) => world.topology.owners(entry.destination ?? '').some((owner) => nodes.has(owner.node))) ??
    flood[0]
  );
}

/**
 * The namespace that the device's UDP socket is in: where it was made, which is another one when it was moved (`link-netnsid`).
 * The kernel's number of that namespace is told by other devices with the same number; else there must be only one candidate.
 */
export function underlayOf(netns: NetworkNamespace, link: Link): NetworkNamespace | null {
  if (link.lowerNetnsid === null) return netns;
  for (const other of linksOf(netns)) {
    if (other.kind !== 'veth' || other.lowerNetnsid !== link.lowerNetnsid) continue;
    const peer = vethPeer(netns, other);
    if (peer.found === 'one') return peer.netns;
  }
  const candidates = namespacesOf(netns.node).filter((one) => one !== netns);
  const listening = candidates.filter(
    (one) =>
      one.sockets.state === 'known' &&
      one.sockets.value.some((socket) => socket.protocol === 'udp' && socket.port === link.vxlan?.port),
  );
  const sure = listening.length > 0 ? listening : candidates;
  return sure.length === 1 ? (sure[0] ?? null) : null;
}
