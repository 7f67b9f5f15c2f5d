import { parseAddress } from '../../model/ip.ts';
import { known, type Reading, unknown } from '../../model/reading.ts';
import type { NetworkNamespace } from '../../model/types.ts';
import type { ListeningSocket } from '../../parse/records.ts';
import { isLocalAddress } from '../../walk/hook.ts';
import { traverseHook } from '../../walk/netfilter/traverse.ts';
import { newPacket } from '../../walk/packet.ts';
import type { HookContext } from '../../walk/types.ts';

export interface Port {
  readonly address: string;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  readonly port: number;
}

/** What a connection to an address of a namespace meets. */
export type Reception =
  | { readonly state: 'taken' }
  | { readonly state: 'refused'; readonly near: readonly ListeningSocket[] }
  | { readonly state: 'unknown'; readonly missing: string; readonly reason: string };

/**
 * Who listens where a connection from another host gets to: at the port itself, or where rules of the namespace send it (a sidecar's REDIRECT).
 * Not known where the application is not in this namespace (a VM, gVisor) or rules were not read.
 */
export function receptionOf(netns: NetworkNamespace, to: Port): Reception {
  if (netns.sockets.state !== 'known')
    return {
      state: 'unknown',
      missing: netns.sockets.state === 'unknown' ? netns.sockets.missing : 'sockets',
      reason: netns.sockets.reason,
    };
  const sockets = netns.sockets.value;
  if (sockets.some((socket) => takes(socket, to))) return { state: 'taken' };
  const elsewhere = livesElsewhere(netns, to.address);
  if (elsewhere !== null) return elsewhere;
  const ports = arrivals(netns, to);
  if (ports.state === 'unknown') return ports;
  const arrived = ports.state === 'known' ? ports.value : [to];
  if (arrived.some((port) => sockets.some((socket) => takes(socket, port)))) return { state: 'taken' };
  return {
    state: 'refused',
    near: sockets.filter(({ protocol, port }) => protocol === to.protocol && port === to.port),
  };
}

/** A socket on `::` takes IPv4 as well unless it is v6only. */
function takes(socket: ListeningSocket, { address, protocol, port }: Port): boolean {
  if (socket.protocol !== protocol || socket.port !== port) return false;
  const is6 = address.includes(':');
  if (socket.address === '*') return true;
  if (socket.address === '0.0.0.0') return !is6;
  if (socket.address === '::') return is6 || !socket.v6only;
  return socket.address === address || socket.address === `::ffff:${address}`;
}

/** gVisor takes the address off the device, Kata and KubeVirt hand packets to a virtual machine through a tap device. */
function livesElsewhere({ addresses, links, label }: NetworkNamespace, address: string): Reception | null {
  if (addresses.state === 'unknown') return addresses;
  const held = addresses.state === 'known' && addresses.value.some((own) => own.address === address);
  if (!held)
    return { state: 'unknown', missing: 'ip-addr', reason: `no device of ${label} has the address ${address}` };
  if (links.state === 'unknown') return links;
  const tap =
    links.state === 'known' ? links.value.all.find(({ kind }) => kind === 'tun' || kind === 'macvtap') : undefined;
  if (tap !== undefined)
    return {
      state: 'unknown',
      missing: 'sockets',
      reason: `${label} hands its packets to a virtual machine (${tap.name})`,
    };
  return null;
}

/** Where the namespace's own rules let the connection arrive. */
function arrivals(netns: NetworkNamespace, to: Port): Reading<readonly Port[]> {
  const family = to.address.includes(':') ? 6 : 4;
  const netfilter = netns.netfilter[family];
  if (netfilter.state !== 'known') return netfilter;
  const packet = newPacket({
    source: outside[family],
    destination: to.address,
    protocol: to.protocol,
    sourcePort: 40_000,
    destinationPort: to.port,
  });
  const ports: Port[] = [];
  for (const { verdict, missing, packet: then } of traverseHook(
    netfilter.value,
    'prerouting',
    packet,
    arriving(netns, to.address),
  )) {
    if (verdict === 'insufficient-information' && missing !== null) return unknown(missing.input, missing.reason);
    if (verdict === 'accept') ports.push({ ...to, address: then.destination, port: then.destinationPort ?? to.port });
  }
  return known(ports, netfilter.source);
}

/** Addresses that no cluster has (RFC 5737, RFC 3849). */
const outside = { 4: '198.51.100.10', 6: '2001:db8:ffff::10' } as const;

/** REDIRECT sends to the address of the device that the packet came by, which is the one that was asked for. */
function arriving(netns: NetworkNamespace, address: string): HookContext {
  const held = netns.addresses.state === 'known' ? netns.addresses.value : [];
  return {
    inInterface: held.find((own) => own.address === address)?.device ?? null,
    outInterface: null,
    inBridgePort: null,
    outBridgePort: null,
    isLocal: (one) => isLocalAddress(netns, one),
    reversePath: () => true,
    primaryAddress: () => address,
  };
}

export function isLoopback(address: string): boolean {
  const parsed = parseAddress(address);
  return address === '::1' || (parsed?.family === 4 && parsed.value >> 24n === 127n);
}
