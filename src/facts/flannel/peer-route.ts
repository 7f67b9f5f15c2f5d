import { addressBits, type Cidr, cidrContains, cidrsOverlap, parseAddress, parseCidr } from '../../model/ip.ts';
import type { NextHop, Route } from '../../parse/records.ts';
import type { FactContext } from '../types.ts';
import { type Member, membersOf } from './member.ts';
import { netConf } from './net-conf.ts';
import type { RouteTable } from './route-table.ts';

/** How a node sends what is for the pods of another node. */
export type PeerRoute =
  /** `direct`: over the underlay, so that the overlay's tables need nothing for this peer. */
  | { readonly kind: 'right'; readonly direct: boolean }
  | { readonly kind: 'missing' }
  | { readonly kind: 'wrong'; readonly route: Route; readonly why: string }
  /** To a third node, which may or may not pass it on. */
  | { readonly kind: 'detour'; readonly route: Route; readonly through: Member }
  /** A larger network on a router of somebody's own choice: not flannel's, and not for netlint to judge. */
  | { readonly kind: 'elsewhere'; readonly route: Route };

export function judgePeerRoute(self: Member, peer: Member, table: RouteTable, context: FactContext): PeerRoute {
  if (peer.podCidr === null) return { kind: 'missing' };
  const best = table.best(peer.podCidr);
  if (best === undefined || !isSpecific(best, peer.podCidr, self, context)) return { kind: 'missing' };
  if (best.nextHops.length === 0) return { kind: 'wrong', route: best, why: `a ${best.type} route` };
  const forms = best.nextHops.map((hop) => formOf(hop, self, peer));
  if (forms.includes('overlay')) return { kind: 'right', direct: false };
  if (forms.includes('direct')) return { kind: 'right', direct: true };
  const through = best.nextHops
    .map(({ gateway }) => memberBehind(gateway, self, context))
    .find((member) => member !== undefined);
  if (through !== undefined && through.node !== peer.node) return { kind: 'detour', route: best, through };
  const exact = parseCidr(best.destination)?.prefixLength === peer.podCidr.prefixLength;
  if (!exact && best.nextHops.some(({ device }) => device !== self.deviceName))
    return { kind: 'elsewhere', route: best };
  return { kind: 'wrong', route: best, why: wrongBecause(best, self, peer) };
}

/** Parts of a peer's pod network that go another way than the network itself. */
export function shadowingRoutes(self: Member, peer: Member, table: RouteTable): readonly Route[] {
  if (peer.podCidr === null) return [];
  return table
    .inside(peer.podCidr)
    .filter((route) => !route.nextHops.some((hop) => formOf(hop, self, peer) !== 'other'));
}

/** Routes that take a node's own pod network, or a part of it, into the overlay or to another node. */
export function ownNetworkElsewhere(self: Member, table: RouteTable, context: FactContext): readonly Route[] {
  if (self.podCidr === null) return [];
  const prefixLength = self.podCidr.prefixLength;
  const leaves = (route: Route): boolean =>
    route.nextHops.some(({ gateway, device }) => {
      // The kernel's own route for the device's IPv6 address stands in the main table, and has no gateway.
      if (self.deviceName !== null && device === self.deviceName) return gateway !== null || !isOwnAddress(route, self);
      const behind = memberBehind(gateway, self, context);
      return behind !== undefined && behind.node !== self.node;
    });
  const best = table.best(self.podCidr);
  const exact = best !== undefined && parseCidr(best.destination)?.prefixLength === prefixLength ? [best] : [];
  return [...exact, ...table.inside(self.podCidr)].filter(leaves);
}

/** flannel gives its device the first address of the node's pod network. */
function isOwnAddress(route: Route, self: Member): boolean {
  const cidr = parseCidr(route.destination);
  return cidr !== undefined && cidr.first === self.podCidr?.first && cidr.prefixLength === addressBits(self.family);
}

/** Routes into the overlay for networks that no node has: left behind by nodes that are gone. Only the API knows all nodes. */
export function orphanRoutes(self: Member, table: RouteTable, context: FactContext): readonly Route[] {
  if (self.deviceName === null || self.node.kubernetes.state !== 'known') return [];
  const networks = podNetworks(self.family, context);
  return table.all.filter((route) => {
    const cidr = parseCidr(route.destination);
    const intoOverlay =
      route.nextHops.length > 0 &&
      route.nextHops.every(({ gateway, device }) => gateway !== null && device === self.deviceName);
    return cidr !== undefined && intoOverlay && !networks.some((network) => cidrsOverlap(network, cidr));
  });
}

/** Of every node, also of those that are just joining. */
function podNetworks(family: Member['family'], context: FactContext): readonly Cidr[] {
  return context.memo(`flannel pod networks ${family}`, () => [
    ...membersOf(context, family).flatMap(({ podCidr }) => podCidr ?? []),
    ...context.cluster.nodes.flatMap(({ kubernetes }) =>
      kubernetes.state === 'known' ? kubernetes.value.podCidrs.flatMap((text) => parseCidr(text) ?? []) : [],
    ),
  ]);
}

function formOf({ gateway, device }: NextHop, self: Member, peer: Member): 'overlay' | 'direct' | 'other' {
  const intoOverlay = self.deviceName !== null && device === self.deviceName;
  switch (self.backend) {
    case 'udp':
    case 'wireguard':
      return intoOverlay ? 'overlay' : 'other';
    case 'ipip':
      if (intoOverlay) return gateway !== null && isNodeAddress(gateway, peer) ? 'overlay' : 'other';
      break;
    default:
      if (intoOverlay) return gateway === peer.vtepAddress ? 'overlay' : 'other';
  }
  return gateway !== null && isNodeAddress(gateway, peer) ? 'direct' : 'other';
}

/** An address by which the peer is reached outside of the pod network. */
function isNodeAddress(address: string, peer: Member): boolean {
  if (address === peer.endpoint) return true;
  const parsed = parseAddress(address);
  if (parsed === undefined || peer.hostAddresses?.has(address) !== true) return false;
  return peer.podCidr === null || !cidrContains(peer.podCidr, parsed);
}

function memberBehind(gateway: string | null, self: Member, context: FactContext): Member | undefined {
  if (gateway === null) return undefined;
  const byAddress = context.memo(`flannel gateways ${self.family}`, () => {
    const map = new Map<string, Member>();
    for (const member of membersOf(context, self.family)) {
      const internal = member.node.kubernetes.state === 'known' ? member.node.kubernetes.value.internalIps : [];
      for (const address of [member.vtepAddress, member.endpoint, ...internal])
        if (address !== null) map.set(address, member);
    }
    return map;
  });
  return byAddress.get(gateway);
}

/** False for routes that cover far more than the pod network: a default route is no route to a peer's pods. */
function isSpecific(route: Route, podCidr: Cidr, self: Member, context: FactContext): boolean {
  const covered = parseCidr(route.destination);
  if (covered === undefined) return false;
  if (covered.prefixLength >= podCidr.prefixLength) return true;
  const network = podNetworkOf(self, context);
  return network === undefined ? covered.prefixLength >= 12 : cidrContains(network, covered);
}

function podNetworkOf(self: Member, context: FactContext): Cidr | undefined {
  const config = netConf(context.cluster);
  const env = self.node.flannelSubnetEnv.state === 'known' ? self.node.flannelSubnetEnv.value : null;
  const configured =
    config.state === 'known' ? (self.family === 4 ? config.value.network : config.value.ipv6Network) : null;
  return parseCidr(configured ?? (self.family === 4 ? env?.network : env?.ipv6Network) ?? '');
}

function wrongBecause(route: Route, self: Member, peer: Member): string {
  const [hop] = route.nextHops;
  if (hop?.device !== null && hop?.device !== self.deviceName && hop?.gateway === peer.vtepAddress)
    return `it leaves by ${hop?.device}`;
  if (hop?.gateway === null) return `it leaves by ${hop.device} without a next hop`;
  return `nothing in the snapshot has the next hop ${hop?.gateway}`;
}
