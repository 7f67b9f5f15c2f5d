import type { AddressOwner, NetworkNamespace } from '../model/types.ts';
import type { Link, Neighbour } from '../parse/records.ts';
import { decided } from './journey.ts';
import { openEnd, segmentOf } from './segment.ts';
import { answersArp, deviceSetting } from './sysctl.ts';
import { type Device, hasNoCarrier, isUp, linksOf, type Topology, unreadDevice } from './topology.ts';
import type { DecidedBy } from './types.ts';
import { vethPeer } from './veth.ts';
import { fdbEntries, ZERO_MAC } from './vxlan-fdb.ts';

export type NeighbourAnswer =
  /** mac null: the device needs none, or nobody knows it. suspect: the entry disagrees with the device that has the address. */
  | { readonly found: 'mac'; readonly mac: string | null; readonly text: string; readonly suspect: DecidedBy | null }
  | { readonly found: 'none'; readonly text: string; readonly layer: 'neighbour' | 'link' }
  | { readonly found: 'unknown'; readonly input: string; readonly reason: string };

/**
 * The MAC address for the next hop. A usable entry decides. Without one the kernel asks (ARP, neighbour discovery), and the answer is known only
 * where an owner of the address is known on the same segment. A FAILED entry is history: it says that nobody answered then.
 */
export function resolveNeighbour(
  topology: Topology,
  netns: NetworkNamespace,
  link: Link,
  address: string,
): NeighbourAnswer {
  if (needsNone(link)) return { found: 'mac', mac: null, text: `${link.name} needs no neighbour`, suspect: null };
  const neighbours = netns.neighbours;
  if (neighbours.state === 'unknown') return { found: 'unknown', input: neighbours.missing, reason: neighbours.reason };
  const entry = neighbours.state === 'known' ? entryFor(neighbours.value, link.name, address) : undefined;
  const owner = answeringOwner(topology, { netns, link }, address);
  const ownerMac = owner?.link.mac ?? null;
  if (entry !== undefined && usable(entry) && entry.mac !== null) {
    const agrees = ownerMac === null || ownerMac === entry.mac || hasMac(owner, entry.mac);
    // The kernel asks the old MAC again before it believes a stale entry; when that one is silent it asks everybody.
    const corrected =
      !agrees && entry.states.some((state) => state === 'STALE' || state === 'DELAY' || state === 'PROBE');
    if (!corrected) {
      const text = neighbourText(entry);
      const suspect = agrees
        ? null
        : decided(netns, 'neighbour', `${text}: ${owner === null ? '' : `${ownerName(owner)} has ${ownerMac}`}`);
      return { found: 'mac', mac: entry.mac, text: `neighbour ${text}`, suspect };
    }
  }
  return unresolved(topology, { netns, link }, address, entry, owner);
}

function unresolved(
  topology: Topology,
  device: Device,
  address: string,
  entry: Neighbour | undefined,
  owner: Device | null,
): NeighbourAnswer {
  const { netns, link } = device;
  const history = entry === undefined ? `no neighbour entry for ${address} on ${link.name}` : neighbourText(entry);
  if (link.vxlan !== null && link.master === null) {
    const flood = netns.fdb.state === 'known' ? fdbEntries(netns.fdb.value, link.name, ZERO_MAC) : [];
    if (netns.fdb.state === 'unknown') return { found: 'unknown', input: netns.fdb.missing, reason: netns.fdb.reason };
    if (flood.length === 0 && link.vxlan.remote === null && link.vxlan.group === null) {
      return {
        found: 'none',
        layer: 'neighbour',
        text: `${history}, and ${link.name} sends no ARP (no default FDB entry)`,
      };
    }
  }
  if (owner !== null) {
    return {
      found: 'mac',
      mac: owner.link.mac,
      text: `${address} answers from ${ownerName(owner)} (${owner.link.mac})`,
      suspect: null,
    };
  }
  const silent = silentOwner(topology, device, address);
  if (silent !== null) {
    const unread = unreadDevice(silent);
    if (unread !== null)
      return { found: 'unknown', input: unread.input, reason: `${ownerName(silent)}: ${unread.reason}` };
    const why = isUp(silent.link) && !hasNoCarrier(silent.link) ? 'answers no ARP (arp_ignore is 8)' : 'is down';
    return { found: 'none', layer: 'link', text: `${address} cannot answer: ${ownerName(silent)} ${why}` };
  }
  const unseen = topology.unseenNodeOf(address);
  if (unseen !== undefined)
    return {
      found: 'unknown',
      input: `node/${unseen.name}`,
      reason: `${address} belongs to ${unseen.name}, which was not seen`,
    };
  const proxy = proxyOn(device);
  if (proxy !== null)
    return {
      found: 'mac',
      mac: proxy.link.mac,
      text: `${ownerName(proxy)} answers for ${address} (proxy_arp)`,
      suspect: null,
    };
  const open = openEnd(device);
  if (open === null)
    return { found: 'none', layer: 'neighbour', text: `${history}, and nobody on ${link.name} has ${address}` };
  return {
    found: 'unknown',
    input: 'ip-neigh',
    reason: `${history}, nobody in the snapshot has ${address}, and ${open}`,
  };
}

const needsNone = (link: Link) =>
  link.flags.includes('NOARP') ||
  link.flags.includes('LOOPBACK') ||
  link.linkType === 'none' ||
  link.linkType === 'loopback';

const usable = (entry: Neighbour) => !entry.states.includes('FAILED') && !entry.states.includes('INCOMPLETE');

const tables = new WeakMap<readonly Neighbour[], ReadonlyMap<string, Neighbour>>();

function entryFor(neighbours: readonly Neighbour[], device: string, address: string): Neighbour | undefined {
  let table = tables.get(neighbours);
  if (table === undefined) {
    table = new Map(neighbours.filter((one) => !one.proxy).map((one) => [`${one.device} ${one.address}`, one]));
    tables.set(neighbours, table);
  }
  return table.get(`${device} ${address}`);
}

/** As `ip neigh` prints it. */
const neighbourText = (entry: Neighbour) =>
  [entry.address, 'dev', entry.device, ...(entry.mac === null ? [] : ['lladdr', entry.mac]), ...entry.states].join(' ');

const ownerName = ({ netns, link }: Device) => `${netns.node.name} ${netns.label} ${link.name}`;

/** Other devices of the owner's namespace take the frame too where they share the segment. */
function hasMac(owner: Device | null, mac: string): boolean {
  if (owner === null) return false;
  const segment = segmentOf(owner);
  return linksOf(owner.netns).some((link) => link.mac === mac && segmentOf({ netns: owner.netns, link }) === segment);
}

function answeringOwner(topology: Topology, device: Device, address: string): Device | null {
  return ownerOnSegment(
    topology,
    device,
    address,
    (link, netns) => isUp(link) && !hasNoCarrier(link) && (address.includes(':') || answersArp(netns, link.name)),
  );
}

function silentOwner(topology: Topology, device: Device, address: string): Device | null {
  return ownerOnSegment(topology, device, address, () => true);
}

/** The device that has the address comes first; Linux also answers through any other device of that namespace, unless arp_ignore forbids it. */
function ownerOnSegment(
  topology: Topology,
  device: Device,
  address: string,
  accept: (link: Link, netns: NetworkNamespace) => boolean,
): Device | null {
  const segment = segmentOf(device);
  const owners = topology.owners(address).filter((owner) => owner.netns !== device.netns);
  const onSegment = (netns: NetworkNamespace, link: Link) =>
    link.mac !== null && accept(link, netns) && segmentOf({ netns, link }) === segment;
  for (const owner of owners) if (onSegment(owner.netns, owner.link)) return { netns: owner.netns, link: owner.link };
  for (const owner of owners) {
    const other = linksOf(owner.netns).find((link) => onSegment(owner.netns, link) && answersForOthers(owner, link));
    if (other !== undefined) return { netns: owner.netns, link: other };
  }
  return null;
}

function answersForOthers(owner: AddressOwner, link: Link): boolean {
  return (deviceSetting(owner.netns, 4, link.name, 'arp_ignore', 'greater') ?? 0) === 0;
}

/** Calico and others give pods a gateway that nobody has; the host's end answers in its stead. */
function proxyOn({ netns, link }: Device): Device | null {
  if (link.kind !== 'veth') return null;
  const peer = vethPeer(netns, link);
  if (peer.found !== 'one' || peer.link.master !== null) return null;
  return deviceSetting(peer.netns, 4, peer.link.name, 'proxy_arp', 'either') === 1 ? peer : null;
}
