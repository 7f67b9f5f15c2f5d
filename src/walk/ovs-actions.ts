import type { OvsPacket } from './ovs-packet.ts';
import type { Packet } from './types.ts';

export type OvsAction =
  | { readonly kind: 'output'; readonly port: string }
  | { readonly kind: 'normal' | 'flood' | 'drop' | 'controller' | 'nothing' }
  | { readonly kind: 'table'; readonly table: number; readonly inPort: string | null }
  | { readonly kind: 'change'; readonly apply: (state: OvsPacket) => OvsPacket }
  | { readonly kind: 'unmodelled' };

/** One action of a flow, as `ovs-ofctl dump-flows` prints it (ovs-actions(7)). */
export function readAction(text: string): OvsAction {
  const word = text.toUpperCase();
  if (word === 'NORMAL') return { kind: 'normal' };
  if (word === 'FLOOD' || word === 'ALL') return { kind: 'flood' };
  if (word === 'DROP') return { kind: 'drop' };
  if (word.startsWith('CONTROLLER')) return { kind: 'controller' };
  // Learned flows act on later packets; the time to live is not what a walk is asked about here.
  if (word === 'DEC_TTL' || word.startsWith('LEARN(') || word.startsWith('NOTE:')) return { kind: 'nothing' };
  if (/^(\d+|"[^"]*"|LOCAL|IN_PORT)$/i.test(text)) return { kind: 'output', port: text };
  const output = /^output:("[^"]*"|[\w.-]+)$/.exec(text);
  if (output?.[1] !== undefined && !output[1].startsWith('NXM')) return { kind: 'output', port: output[1] };
  const resubmit = /^resubmit\(([^,()]*),(\d*)\)$/.exec(text);
  if (resubmit !== null) return { kind: 'table', table: Number(resubmit[2] || 0), inPort: resubmit[1] || null };
  const goto = /^goto_table:(\d+)$/.exec(text);
  if (goto !== null) return { kind: 'table', table: Number(goto[1]), inPort: null };
  return readChange(text);
}

function readChange(text: string): OvsAction {
  const modify = /^mod_(\w+):(.+)$/.exec(text);
  if (modify !== null) return setField(modify[1] ?? '', modify[2] ?? '');
  const set = /^set_field:([^->]+)->(\w+)$/.exec(text);
  if (set !== null) return setField(set[2] ?? '', set[1] ?? '');
  const load = /^load:(\w+)->NXM_NX_(REG\d+)\[\]$/.exec(text);
  if (load !== null) return setField((load[2] ?? '').toLowerCase(), load[1] ?? '');
  if (text === 'strip_vlan' || text === 'pop_vlan')
    return { kind: 'change', apply: (state) => ({ ...state, vlan: null }) };
  if (text.startsWith('push_vlan:')) return { kind: 'change', apply: (state) => ({ ...state, vlan: 0 }) };
  return { kind: 'unmodelled' };
}

function setField(field: string, value: string): OvsAction {
  const change = (make: (packet: Packet) => Partial<Packet>): OvsAction => ({
    kind: 'change',
    apply: (state) => ({ ...state, packet: { ...state.packet, ...make(state.packet) } }),
  });
  const mac = value.toLowerCase();
  switch (field) {
    case 'dl_src':
    case 'eth_src':
      return change((packet) => ({ ethernet: { destination: packet.ethernet?.destination ?? '', source: mac } }));
    case 'dl_dst':
    case 'eth_dst':
      return change((packet) => ({ ethernet: { source: packet.ethernet?.source ?? '', destination: mac } }));
    case 'nw_src':
    case 'ip_src':
    case 'ipv6_src':
      return change(() => ({ source: value }));
    case 'nw_dst':
    case 'ip_dst':
    case 'ipv6_dst':
      return change(() => ({ destination: value }));
    case 'tp_src':
    case 'tcp_src':
    case 'udp_src':
      return change(() => ({ sourcePort: Number(value) }));
    case 'tp_dst':
    case 'tcp_dst':
    case 'udp_dst':
      return change(() => ({ destinationPort: Number(value) }));
    case 'vlan_vid':
      // set_field writes the bit that says "there is a tag" along with the number.
      return { kind: 'change', apply: (state) => ({ ...state, vlan: Number(value) & 0xfff }) };
    default: {
      const number = Number(value);
      if (!/^(reg\d+|metadata|pkt_mark)$/.test(field) || !Number.isSafeInteger(number)) return { kind: 'unmodelled' };
      return {
        kind: 'change',
        apply: (state) => ({ ...state, registers: new Map([...state.registers, [field, number]]) }),
      };
    }
  }
}
