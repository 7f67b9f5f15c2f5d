import { cidrContains, parseAddress, parseCidr } from '../../model/ip.ts';
import { known, mapReading, type Reading, unknown } from '../../model/reading.ts';
import type { FactContext } from '../types.ts';
import type { Member } from './member.ts';
import { netConf } from './net-conf.ts';
import { tablesOf } from './overlay-tables.ts';
import { judgePeerRoute, type PeerRoute } from './peer-route.ts';

/** What one node holds for another. */
export interface Pair {
  readonly self: Member;
  readonly peer: Member;
  readonly route: Reading<PeerRoute>;
  /** True where the peer is reached over the underlay: flannel then writes neither neighbour nor FDB entry for it. */
  readonly direct: boolean;
  /** MAC that frames for the peer go to; null when there is no usable entry. */
  readonly mac: Reading<string | null>;
  /** Tunnel endpoint that frames for the peer's MAC go to; null when there is no entry for it. */
  readonly destination: (mac: string) => Reading<string | null>;
}

/** Parts are looked up when they are asked for: for most pairs nobody asks for all of them. */
export function pairOf(self: Member, peer: Member, context: FactContext): Pair {
  const tables = tablesOf(self);
  let judged: Reading<PeerRoute> | undefined;
  const route = (): Reading<PeerRoute> => {
    judged ??= whole(
      tables.routes,
      'ip-route',
      (table) => judgePeerRoute(self, peer, table, context),
      ({ kind }) => kind === 'missing',
    );
    return judged;
  };
  let direct: boolean | undefined;
  return {
    self,
    peer,
    get route() {
      return route();
    },
    get direct() {
      direct ??= isDirect(self, peer, route, context);
      return direct;
    },
    get mac() {
      return whole(
        tables.macs,
        'ip-neigh',
        (macs) => (peer.vtepAddress === null ? null : (macs.get(peer.vtepAddress) ?? null)),
        isNull,
      );
    },
    destination: (to) =>
      // A default entry floods: the frame reaches the peer when the peer is among the remotes.
      mapReading(
        tables.fdb,
        ({ destinations, defaults }) =>
          destinations.get(to) ?? defaults.find((address) => reaches(address, peer)) ?? null,
      ),
  };
}

const isNull = (value: string | null): boolean => value === null;

/** What a listing says; where it may be an excerpt, it cannot say that something is missing. */
function whole<T, U>(
  reading: Reading<T>,
  input: string,
  look: (value: T) => U,
  isMissing: (answer: U) => boolean,
): Reading<U> {
  if (reading.state !== 'known') return reading;
  const answer = look(reading.value);
  return reading.partial !== undefined && isMissing(answer)
    ? unknown(input, reading.partial)
    : known(answer, reading.source);
}

function isDirect(self: Member, peer: Member, judged: () => Reading<PeerRoute>, context: FactContext): boolean {
  if (self.backend !== 'vxlan' && self.backend !== 'ipip')
    return self.backend !== 'udp' && self.backend !== 'wireguard';
  const route = judged();
  if (route.state === 'known' && route.value.kind === 'right') return route.value.direct;
  return usesDirectRouting(self, peer, context) && underlayDevice(self, peer.endpoint) !== null;
}

const usesDirectRouting = (self: Member, peer: Member, context: FactContext): boolean => {
  const config = netConf(context.cluster);
  return config.state === 'known' && config.value.directRouting && self.backend === peer.backend;
};

/** True for an address by which the peer receives tunnel packets: the one it announced, or any other of its own. */
export function reaches(address: string, peer: Member): boolean {
  if (address === peer.endpoint) return true;
  const parsed = parseAddress(address);
  if (parsed === undefined || peer.hostAddresses?.has(address) !== true) return false;
  const text = parsed.family === 4 ? '127.0.0.0/8' : '::1/128';
  const loopback = parseCidr(text);
  return !(loopback && cidrContains(loopback, parsed)) && !(peer.podCidr && cidrContains(peer.podCidr, parsed));
}

/** Device of a node whose own network an address lies in; null when the address is beyond a router, or nobody could look. */
export function underlayDevice(self: Member, address: string | null): string | null {
  const wanted = parseAddress(address ?? '');
  if (wanted === undefined || self.node.host.addresses.state !== 'known') return null;
  for (const own of self.node.host.addresses.value) {
    if (own.family !== wanted.family || own.device === self.deviceName || own.device === 'lo') continue;
    const network = parseCidr(`${own.address}/${own.prefixLength}`);
    if (network && cidrContains(network, wanted)) return own.device;
  }
  return null;
}
