import type { AddressOwner, NetworkNamespace } from '../../model/types.ts';
import type { Neighbour } from '../../parse/records.ts';
import { segmentOf } from '../../walk/segment.ts';
import { linkNamed, topologyOf } from '../../walk/topology.ts';
import type { FactContext } from '../types.ts';
import { relayedOwner, relaysTo } from './relay.ts';
import { isVirtualMac } from './virtual-mac.ts';

/** A neighbour entry whose MAC is not that of the device which has the address. */
export interface Mismatch {
  readonly netns: NetworkNamespace;
  readonly entry: Neighbour;
  readonly mac: string;
  readonly owner: AddressOwner;
  readonly actual: string;
  /**
   * confirmed: the kernel sends to that MAC and has no doubt (PERMANENT, REACHABLE, or a tool that prints no state).
   * doubtful: it asks again before it relies on the entry (STALE, DELAY, PROBE): a wrong one heals by itself.
   */
  readonly certainty: 'confirmed' | 'doubtful';
}

/** Compares an entry with the owner of its address; undefined where they agree, or where nothing can be said. */
export function mismatchOf(netns: NetworkNamespace, entry: Neighbour, context: FactContext): Mismatch | undefined {
  const mac = entry.mac?.toLowerCase();
  const certainty = certaintyOf(entry.states);
  if (mac === undefined || certainty === undefined || !isJudged(entry)) return undefined;
  const owners = context.cluster.ownersOf(entry.address).filter((owner) => speaksFor(owner) && !isSelf(owner, netns));
  const owner = responsibleOwner(netns, entry, mac, owners);
  const actual = owner?.link.mac?.toLowerCase();
  if (owner === undefined || actual === undefined || actual === mac) return undefined;
  if (answersForOthers(netns, entry, mac, context)) return undefined;
  return { netns, entry, mac, owner, actual, certainty };
}

/** False for entries that need not have the MAC of the device which has the address. */
export function isJudged({ mac, states, proxy, address, device }: Neighbour): boolean {
  if (mac === null || certaintyOf(states) === undefined || proxy) return false;
  if (isVirtualMac(mac.toLowerCase()) || isLinkLocal(address)) return false;
  // The overlay devices of flannel have rules of their own, which also know what each node was told.
  return !/^flannel(-v6)?\.\d{1,8}$/.test(device);
}

function certaintyOf(states: readonly string[]): Mismatch['certainty'] | undefined {
  if (states.some((state) => ['FAILED', 'INCOMPLETE', 'NOARP', 'NONE'].includes(state))) return undefined;
  return states.some((state) => ['STALE', 'DELAY', 'PROBE'].includes(state)) ? 'doubtful' : 'confirmed';
}

const isLinkLocal = (address: string): boolean => address.startsWith('169.254.') || /^fe[89ab]/i.test(address);

/** Addresses on lo, dummies and tunnels without MACs are answered for by some other device. */
const speaksFor = ({ link }: AddressOwner): boolean =>
  link.mac !== null &&
  link.name !== 'lo' &&
  link.kind !== 'dummy' &&
  !link.flags.includes('NOARP') &&
  !link.flags.includes('LOOPBACK') &&
  !isVirtualMac(link.mac.toLowerCase());

const isSelf = (owner: AddressOwner, netns: NetworkNamespace): boolean =>
  owner.node === netns.node && owner.netns.id === netns.id;

/** The one device that the entry has to match. Several that could be meant are a duplicate address, which is another fault. */
function responsibleOwner(
  netns: NetworkNamespace,
  entry: Neighbour,
  mac: string,
  owners: readonly AddressOwner[],
): AddressOwner | undefined {
  const behind = relayedOwner(mac, owners);
  if (behind) return behind;
  const link = linkNamed(netns, entry.device);
  // A listing made by hand may not show the device: then nothing says that the owner is on another wire.
  const near = link === undefined ? owners : owners.filter((owner) => segmentOf(owner) === segmentOf({ netns, link }));
  const meant =
    near.length > 0 || link === undefined ? near : owners.filter((owner) => relaysTo({ netns, link }, owner));
  const [only] = meant;
  if (only === undefined || meant.length > 1) return undefined;
  return acceptsFrames(only, mac) ? undefined : only;
}

/** A machine takes what arrives on any of its devices, and answers ARP with any of them: bonds, macvlan parents, two NICs on one wire. */
function acceptsFrames({ netns }: AddressOwner, mac: string): boolean {
  return netns.links.state === 'known' && netns.links.value.all.some((link) => link.mac?.toLowerCase() === mac);
}

/** Proxy ARP: by a device that says so, or by one beyond the snapshot that stands for several addresses here. */
function answersForOthers(netns: NetworkNamespace, entry: Neighbour, mac: string, context: FactContext): boolean {
  const devices = topologyOf(context.cluster).devicesWithMac(mac);
  if (devices.length > 0) return devices.some((device) => isProxy(device.netns, device.link.name, entry.family));
  if (netns.neighbours.state !== 'known') return false;
  const addresses = netns.neighbours.value.filter(
    (other) => other.device === entry.device && other.mac?.toLowerCase() === mac && !isLinkLocal(other.address),
  );
  return new Set(addresses.map(({ address }) => address)).size >= 2;
}

function isProxy(netns: NetworkNamespace, device: string, family: 4 | 6): boolean {
  const sysctls = netns.sysctls.state === 'known' ? netns.sysctls.value : undefined;
  const key = (name: string): string =>
    family === 4 ? `net.ipv4.conf.${name}.proxy_arp` : `net.ipv6.conf.${name}.proxy_ndp`;
  return [device.replaceAll('.', '/'), 'all'].some((name) => sysctls?.get(key(name)) === '1');
}
