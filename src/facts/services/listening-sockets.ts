import type { NetworkNamespace } from '../../model/types.ts';
import type { ListeningSocket } from '../../parse/records.ts';
import { newPacket } from '../../walk/packet.ts';
import { passThrough } from '../firewall/hooks.ts';
import type { Unseen } from '../types.ts';

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
  if (!Array.isArray(ports)) return { state: 'unknown', ...(ports as Pick<Unseen, 'missing' | 'reason'>) };
  if (ports.some((port: Port) => sockets.some((socket) => takes(socket, port)))) return { state: 'taken' };
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
function arrivals(netns: NetworkNamespace, to: Port): readonly Port[] | Pick<Unseen, 'missing' | 'reason'> {
  const family = to.address.includes(':') ? 6 : 4;
  const netfilter = netns.netfilter[family];
  if (netfilter.state === 'unknown') return netfilter;
  if (netfilter.state === 'absent') return [to];
  const device =
    netns.addresses.state === 'known'
      ? netns.addresses.value.find((own) => own.address === to.address)?.device
      : undefined;
  const source = family === 4 ? '198.51.100.10' : '2001:db8:ffff::10';
  const packet = newPacket({
    source,
    destination: to.address,
    protocol: to.protocol,
    sourcePort: 40_000,
    destinationPort: to.port,
  });
  const ports: Port[] = [];
  for (const { outcome } of passThrough(netns, netfilter.value, ['prerouting'], packet, {
    in: device ?? null,
    out: null,
  })) {
    const { verdict, missing } = outcome;
    if (verdict === 'insufficient-information' && missing !== null)
      return { missing: missing.input, reason: missing.reason };
    if (verdict === 'accept')
      ports.push({ ...to, address: outcome.packet.destination, port: outcome.packet.destinationPort ?? to.port });
  }
  return ports;
}
