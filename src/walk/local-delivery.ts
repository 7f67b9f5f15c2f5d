import type { NetworkNamespace } from '../model/types.ts';
import type { Link, ListeningSocket } from '../parse/records.ts';
import { leaveNamespace } from './connection.ts';
import { runHook } from './hook.ts';
import { ipsec } from './ipsec.ts';
import { ipvsWays, isIpvsService } from './ipvs.ts';
import { decided, end, go, insufficient, type Journey, noted, type Step, withPacket } from './journey.ts';
import { packetText } from './packet.ts';
import { setting } from './sysctl.ts';
import { decapsulate } from './vxlan-receive.ts';

/** The packet is for this namespace: INPUT, then the tunnel device, the IPVS service or the socket that it is for. */
export function localInput(netns: NetworkNamespace, link: Link, journey: Journey): readonly Step[] {
  return runHook(netns, 'input', journey, { inInterface: link.name, outInterface: null }, ({ journey: passed }) => {
    const secured = ipsec(netns, 'in', link.name, passed);
    if (secured !== null) return [secured];
    if (passed.carried !== null) return decapsulate(netns, leaveNamespace(passed, netns));
    if (isIpvsService(netns, passed.packet)) return throughIpvs(netns, passed);
    return [toSocket(netns, leaveNamespace(passed, netns))];
  });
}

function throughIpvs(netns: NetworkNamespace, journey: Journey): readonly Step[] {
  const ways = ipvsWays(netns, journey.packet);
  if (ways.length === 0) {
    const { destination, destinationPort } = journey.packet;
    return [
      end(journey, netns, 'refused', decided(netns, 'ipvs', `${destination}:${destinationPort} has no destination`)),
    ];
  }
  return ways.map((way) => {
    const part = withPacket(
      { ...journey, share: journey.share * way.share },
      { destination: way.address, destinationPort: way.port },
    );
    return go({ at: 'local-output', netns, oif: null }, noted(part, netns, 'ipvs', `to ${way.address}:${way.port}`));
  });
}

function toSocket(netns: NetworkNamespace, journey: Journey): Step {
  const { packet } = journey;
  const arrived = noted(journey, netns, 'deliver', packetText(packet));
  if (journey.reply) return end(arrived, netns, 'delivered', null);
  if (packet.protocol === 'icmp' || packet.protocol === 'icmpv6') return toPing(netns, arrived);
  if (packet.protocol === 'sctp' || packet.destinationPort === null) return end(arrived, netns, 'delivered', null);
  if (netns.sockets.state === 'unknown')
    return insufficient(arrived, netns, 'socket', netns.sockets.missing, netns.sockets.reason);
  const sockets = netns.sockets.state === 'known' ? netns.sockets.value : [];
  const listening = sockets.find((socket) => takes(socket, journey));
  if (listening !== undefined) return end(arrived, netns, 'delivered', decided(netns, 'socket', socketText(listening)));
  const near = sockets.find((socket) => socket.protocol === packet.protocol && socket.port === packet.destinationPort);
  const text =
    near === undefined
      ? `nothing listens on ${packet.protocol} port ${packet.destinationPort}`
      : `only ${socketText(near)} listens on that port, not ${packet.destination}`;
  return end(arrived, netns, 'refused', decided(netns, 'socket', text));
}

function toPing(netns: NetworkNamespace, journey: Journey): Step {
  const key = journey.packet.family === 4 ? 'net.ipv4.icmp_echo_ignore_all' : 'net.ipv6.icmp.echo_ignore_all';
  if (setting(netns, key) === 1)
    return end(journey, netns, 'dropped', decided(netns, 'sysctl', `${key} = 1`, { sysctl: key }));
  return end(journey, netns, 'delivered', null);
}

function takes(socket: ListeningSocket, { packet }: Journey): boolean {
  if (socket.protocol !== packet.protocol || socket.port !== packet.destinationPort) return false;
  if (socket.address === packet.destination) return true;
  if (socket.address === '*') return true;
  if (socket.address === '0.0.0.0') return packet.family === 4;
  return socket.address === '::' && (packet.family === 6 || !socket.v6only);
}

const socketText = (socket: ListeningSocket) =>
  `${socket.protocol} ${socket.address.includes(':') ? `[${socket.address}]` : socket.address}:${socket.port}${socket.process === null ? '' : ` ${socket.process}`}`;
