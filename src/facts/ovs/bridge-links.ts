import type { NodeModel } from '../../model/types.ts';
import type { Link } from '../../parse/records.ts';
import { hasNoCarrier, isUp } from '../nic/link-state.ts';
import type { Unseen } from '../types.ts';
import type { OvsTopology, PortView } from './topology.ts';

/** A link between two bridges of a node: a veth pair or a pair of patch ports. */
export interface BridgeLink {
  readonly bridge: string;
  readonly device: string;
  readonly peer: string;
  /** Bridge of the other end; '' where it is in none. */
  readonly peerBridge: string;
}

export interface BrokenLink extends BridgeLink {
  readonly problem: string;
  /** Device to set up. */
  readonly setUp: string | null;
  /** Device that should be a port, and of which bridge, where there is only one that it can be. */
  readonly add: string | null;
  readonly addTo: string | null;
  /** Patch port whose `peer` should name the other one. */
  readonly repeer: string | null;
  /** Patch port that is named as the peer and does not exist, and the bridge that it was on, where there is only one that it can be. */
  readonly remake: string | null;
  readonly remakeIn: string | null;
  /** The same where it may have been on several. */
  readonly lost: string | null;
}

export interface BridgeLinks {
  readonly intact: readonly BridgeLink[];
  readonly broken: readonly BrokenLink[];
  /** Cables from a bridge to a device with an address, or into a Linux bridge: they lead to the host, by design. */
  readonly toHost: readonly BridgeLink[];
  /** Why some links could not be judged. */
  readonly unseen: readonly Unseen[];
}

const NO_REMEDY = {
  setUp: null,
  add: null,
  addTo: null,
  repeer: null,
  remake: null,
  remakeIn: null,
  lost: null,
} as const;

/** Each link once, from the bridge whose name comes first. */
export function bridgeLinks(node: NodeModel, topology: OvsTopology): BridgeLinks {
  const intact: BridgeLink[] = [];
  const broken: BrokenLink[] = [];
  const toHost: BridgeLink[] = [];
  const unseen: Unseen[] = [...topology.unseenHost];
  const byDevice = new Map(topology.ports.map((port) => [port.device, port]));
  for (const port of topology.ports) {
    const peer =
      port.role === 'patch'
        ? (port.interface.options.peer ?? '')
        : port.role === 'cable'
          ? (port.link?.lower ?? '')
          : undefined;
    if (peer === undefined) continue;
    const other = byDevice.get(peer);
    // Both ends are ports: the pair is looked at once.
    if (other && pairsWith(other, port) && port.device > other.device) continue;
    const link = { bridge: port.bridge, device: port.device, peer, peerBridge: other?.bridge ?? '' };
    if (port.role === 'patch') {
      const problem = patchProblem(port, other);
      if (problem === undefined) intact.push(link);
      else if (!isClaimed(port, other, byDevice))
        broken.push({ ...link, ...NO_REMEDY, problem, ...patchRemedy(port, other, topology, byDevice) });
      continue;
    }
    const state = cableState(node, topology, port, other);
    if (state === 'intact') intact.push(link);
    else if (state === 'host') toHost.push(link);
    else if ('missing' in state) unseen.push(state);
    else broken.push({ ...link, ...NO_REMEDY, ...state });
  }
  return { intact, broken, toHost, unseen };
}

const pairsWith = (one: PortView, other: PortView): boolean =>
  one.role === 'patch' ? one.interface.options.peer === other.device : one.link?.lower === other.device;

/** Another patch port names this one as its peer, and this one's own peer does not answer: the fault is said of the other. */
function isClaimed(port: PortView, other: PortView | undefined, byDevice: ReadonlyMap<string, PortView>): boolean {
  if (other !== undefined) return false;
  return [...byDevice.values()].some((one) => one !== port && one.role === 'patch' && pairsWith(one, port));
}

function patchRemedy(
  port: PortView,
  other: PortView | undefined,
  topology: OvsTopology,
  byDevice: ReadonlyMap<string, PortView>,
): Partial<Pick<BrokenLink, 'repeer' | 'remake' | 'remakeIn' | 'lost'>> {
  const name = port.interface.options.peer;
  if (other?.role === 'patch') {
    const third = byDevice.get(other.interface.options.peer ?? '');
    // Its peer answers: that pair is whole, and must stay so.
    return third && pairsWith(third, other) ? {} : { repeer: other.device };
  }
  if (other || name === undefined) return {};
  const only = onlyOther(topology, port.bridge);
  return only === null ? { lost: name } : { remake: name, remakeIn: only };
}

/** The other bridge, of two. */
function onlyOther(topology: OvsTopology, bridge: string): string | null {
  const others = topology.bridges.filter(({ name }) => name !== bridge);
  return others.length === 1 ? (others[0]?.name ?? null) : null;
}

function patchProblem(port: PortView, other: PortView | undefined): string | undefined {
  const name = port.interface.options.peer;
  if (name === undefined) return `patch port ${port.device} names no peer`;
  if (other === undefined) return `patch port ${port.device} names ${name} as its peer, and no bridge has that port`;
  if (other.role !== 'patch') return `patch port ${port.device} names ${name} as its peer, which is no patch port`;
  if (other.interface.options.peer !== port.device) {
    return `patch port ${port.device} names ${name} as its peer, but that one names ${other.interface.options.peer ?? 'nobody'}`;
  }
  // A pair within one bridge would be a loop, not a link; a pair across datapath types is refused by OVS.
  return port.interface.error ?? other.interface.error ?? undefined;
}

type CableState =
  | 'intact'
  | 'host'
  | Unseen
  | (Pick<BrokenLink, 'problem'> & Partial<Pick<BrokenLink, 'setUp' | 'add' | 'addTo'>>);

function cableState(node: NodeModel, topology: OvsTopology, port: PortView, other: PortView | undefined): CableState {
  const links = node.host.links.state === 'known' ? node.host.links.value : undefined;
  const near = port.link;
  const far = near?.lower ? links?.byName.get(near.lower) : undefined;
  if (!near || !far)
    return {
      who: `node/${node.name}`,
      missing: 'ip-link',
      reason: `the other end of ${port.device} is not among the devices`,
    };
  const down = [near, far].find((end) => !isUp(end));
  if (other === undefined) return freeEnd(node, topology, port, far);
  if (down) return { problem: `${down.name} is down`, setUp: down.name };
  const dead = [near, far].find((end) => hasNoCarrier(end));
  return dead ? { problem: `${dead.name} has no carrier` } : 'intact';
}

/** The other end is no port of OVS: a way to the host where it has an address or is in a Linux bridge, else a link that was cut. */
function freeEnd(node: NodeModel, topology: OvsTopology, port: PortView, far: Link): CableState {
  const addresses = node.host.addresses;
  if (far.master !== null && far.master !== 'ovs-system') return 'host';
  const who = `node/${node.name}`;
  if (addresses.state === 'unknown') return { who, missing: addresses.missing, reason: addresses.reason };
  if (
    addresses.state === 'known' &&
    addresses.value.some((address) => address.device === far.name && address.scope !== 'link')
  )
    return 'host';
  if (topology.database.partial !== undefined) return { who, missing: 'ovs-port', reason: topology.database.partial };
  return {
    problem: `${far.name}, the other end of ${port.device}, is a port of no bridge`,
    add: far.name,
    addTo: onlyOther(topology, port.bridge),
  };
}
