import { cidrContains, parseAddress, parseCidr } from '../model/ip.ts';
import type { OvsFlow } from '../model/types.ts';
import type { OvsPacket } from './ovs-packet.ts';

export type FlowAnswer = 'yes' | 'no' | { readonly unmodelled: string };

/** Does a flow of `ovs-ofctl dump-flows` take this packet? Field names as in ovs-fields(7). A field that is not modelled decides only where all others say yes. */
export function flowMatches(
  flow: OvsFlow,
  state: OvsPacket,
  portNumber: (name: string) => number | 'LOCAL' | undefined,
): FlowAnswer {
  let unmodelled: string | null = null;
  for (const [field, value] of Object.entries(flow.match)) {
    const answer = fieldMatches(field, value, state, portNumber);
    if (answer === false) return 'no';
    if (answer === null) unmodelled = value === '' ? field : `${field}=${value}`;
  }
  return unmodelled === null ? 'yes' : { unmodelled };
}

const PROTOCOL_WORDS: Readonly<Record<string, { readonly family: 4 | 6 | null; readonly protocol: string | null }>> = {
  ip: { family: 4, protocol: null },
  ipv6: { family: 6, protocol: null },
  icmp: { family: 4, protocol: 'icmp' },
  icmp6: { family: 6, protocol: 'icmpv6' },
  tcp: { family: 4, protocol: 'tcp' },
  tcp6: { family: 6, protocol: 'tcp' },
  udp: { family: 4, protocol: 'udp' },
  udp6: { family: 6, protocol: 'udp' },
  sctp: { family: 4, protocol: 'sctp' },
  sctp6: { family: 6, protocol: 'sctp' },
};

const PROTOCOL_NUMBERS: Readonly<Record<string, number>> = { icmp: 1, tcp: 6, udp: 17, icmpv6: 58, sctp: 132 };

function fieldMatches(
  field: string,
  value: string,
  state: OvsPacket,
  portNumber: (name: string) => number | 'LOCAL' | undefined,
): boolean | null {
  const { packet } = state;
  const word = value === '' ? PROTOCOL_WORDS[field] : undefined;
  if (word !== undefined)
    return packet.family === word.family && (word.protocol === null || packet.protocol === word.protocol);
  switch (field) {
    case 'arp':
    case 'rarp':
    case 'mpls':
      return false;
    case 'in_port':
      return sameNumber(portNumber(value), state.inPort);
    case 'dl_type':
    case 'eth_type':
      return Number(value) === (packet.family === 4 ? 0x0800 : 0x86dd);
    case 'nw_proto':
    case 'ip_proto':
      return Number(value) === PROTOCOL_NUMBERS[packet.protocol];
    case 'dl_src':
    case 'eth_src':
      return sameMac(value, packet.ethernet?.source ?? null);
    case 'dl_dst':
    case 'eth_dst':
      return sameMac(value, packet.ethernet?.destination ?? null);
    case 'nw_src':
    case 'ip_src':
    case 'ipv6_src':
      return inPrefix(value, packet.source);
    case 'nw_dst':
    case 'ip_dst':
    case 'ipv6_dst':
      return inPrefix(value, packet.destination);
    case 'tp_src':
    case 'tcp_src':
    case 'udp_src':
      // No port in particular: a flow for one connection's port is for another connection.
      return packet.sourcePort === null && !value.includes('/') ? false : masked(value, packet.sourcePort);
    case 'tp_dst':
    case 'tcp_dst':
    case 'udp_dst':
      return packet.destinationPort === null && !value.includes('/') ? false : masked(value, packet.destinationPort);
    case 'dl_vlan':
    case 'vlan_vid':
      return state.vlan !== null && Number(value) === state.vlan;
    case 'vlan_tci': {
      const tag = state.vlan === null ? 0 : 0x1000 | state.vlan;
      return masked(value, tag);
    }
    case 'icmp_type':
    case 'icmpv6_type':
      return Number(value) === (packet.family === 4 ? 8 : 128);
    case 'icmp_code':
    case 'icmpv6_code':
      return Number(value) === 0;
    case 'nw_tos':
    case 'nw_ecn':
    case 'ip_dscp':
      return Number(value) === 0;
    case 'nw_frag':
      return value === 'no' ? true : null;
    default:
      return /^(reg\d+|metadata|tun_id|pkt_mark)$/.test(field)
        ? masked(value, state.registers.has(field) ? (state.registers.get(field) ?? null) : 0)
        : null;
  }
}

const sameNumber = (wanted: number | 'LOCAL' | undefined, actual: number | 'LOCAL'): boolean | null =>
  wanted === undefined ? null : wanted === actual;

function sameMac(wanted: string, mac: string | null): boolean | null {
  if (mac === null || mac === '') return null;
  const [value = '', mask] = wanted.toLowerCase().split('/');
  if (mask === undefined) return value === mac;
  const bits = (text: string) =>
    /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(text) ? BigInt(`0x${text.replaceAll(':', '')}`) : null;
  const [a, m, b] = [bits(value), bits(mask), bits(mac)];
  return a === null || m === null || b === null ? null : (a & m) === (b & m);
}

function inPrefix(prefix: string, address: string): boolean | null {
  const cidr = parseCidr(prefix);
  const parsed = parseAddress(address);
  return cidr === undefined || parsed === undefined ? null : cidrContains(cidr, parsed);
}

/** `53` or `0x1000/0xf000`. */
function masked(wanted: string, actual: number | null): boolean | null {
  const [value = '', mask] = wanted.split('/');
  const number = Number(value);
  const bits = mask === undefined ? null : Number(mask);
  if (actual === null || !Number.isSafeInteger(number) || (bits !== null && !Number.isSafeInteger(bits))) return null;
  if (bits === null) return number === actual;
  return (BigInt(number) & BigInt(bits)) === (BigInt(actual) & BigInt(bits));
}
