import { familyOf } from '../model/ip.ts';
import type { NetworkNamespace } from '../model/types.ts';
import type { Link, VxlanInfo } from '../parse/records.ts';
import { chooseSource } from './choose-source.ts';
import { decided, end, go, insufficient, type Journey, noted, type Step, type World, withPacket } from './journey.ts';
import { vxlanOverhead } from './mtu.ts';
import { newPacket } from './packet.ts';
import { isUp, linksOf, namespacesOf } from './topology.ts';
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

/** An UDP packet with a frame inside is delivered: the kernel hands the frame to the vxlan device with that VNI and port. */
export function decapsulate(netns: NetworkNamespace, outer: Journey): readonly Step[] {
  const { carried } = outer;
  if (carried === null) return [];
  const devices = namespacesOf(netns.node).flatMap((one) =>
    linksOf(one).flatMap((link) => (link.vxlan === null ? [] : [{ netns: one, link, info: link.vxlan }])),
  );
  // A dual-stack node has two devices with the same VNI and port: sockets, and so devices, are of one family each.
  const here = devices.filter(
    (device) => underlayFamily(device.info) === outer.packet.family && underlayOf(device.netns, device.link) === netns,
  );
  const found = here.find((device) => device.info.id === carried.vni && device.info.port === carried.port);
  if (found === undefined) return [nobodyTakes(netns, outer, carried, here)];
  if (!isUp(found.link))
    return [end(outer, netns, 'dropped', decided(found.netns, 'link', `${found.link.name} is down`))];
  const inner: Journey = {
    ...carried.journey,
    hops: outer.hops,
    share: outer.share,
    connections: outer.connections,
    open: outer.open,
    steps: outer.steps,
    fragmented: carried.journey.fragmented || outer.fragmented,
  };
  const arrived = withPacket(inner, { mark: 0 });
  return [
    go(
      { at: 'frame-input', netns: found.netns, link: found.link },
      noted(arrived, found.netns, 'vxlan', `${found.link.name} takes it out of vni ${carried.vni}`),
    ),
  ];
}

/** IPv4 unless the device was given an IPv6 address for one of its ends (vxlan_nl2conf). */
const underlayFamily = (info: VxlanInfo) => familyOf(info.local ?? info.remote ?? info.group ?? '') ?? 4;

function nobodyTakes(
  netns: NetworkNamespace,
  outer: Journey,
  carried: NonNullable<Journey['carried']>,
  here: readonly { readonly link: Link; readonly info: VxlanInfo }[],
): Step {
  if (netns.links.state === 'unknown')
    return insufficient(outer, netns, 'vxlan', netns.links.missing, netns.links.reason);
  if (linksOf(netns).some((link) => link.kind === undefined)) {
    return insufficient(
      outer,
      netns,
      'vxlan',
      'ip-link',
      `which vxlan devices ${netns.node.name} has was not read (ip without -d)`,
    );
  }
  const samePort = here.find((device) => device.info.port === carried.port);
  const other = here[0];
  const text =
    samePort !== undefined
      ? `no vxlan device with vni ${carried.vni} on port ${carried.port}: ${samePort.link.name} has vni ${samePort.info.id}`
      : other !== undefined
        ? `nobody takes vxlan on UDP port ${carried.port}: ${other.link.name} has port ${other.info.port}`
        : `nobody takes vxlan on UDP port ${carried.port}: there is no vxlan device`;
  return end(outer, netns, 'dropped', decided(netns, 'vxlan', text));
}
