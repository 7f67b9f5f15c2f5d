/** Single outputs that people paste, and the command that prints each. */
const COMMANDS = {
  'ip-addr': 'ip addr show',
  'ip-link': 'ip link show',
  'ip-route': 'ip route show',
  'ip-neigh': 'ip neigh show',
  'ip-rule': 'ip rule show',
  ifconfig: 'ifconfig',
  arp: 'arp -a',
  route: 'route -n',
  'brctl-show': 'brctl show',
  'ovs-vsctl-show': 'ovs-vsctl show',
  'iptables-S': 'iptables -S',
  'iptables-save': 'iptables-save',
  mtr: 'mtr -r',
} as const;

export type TextFormat = keyof typeof COMMANDS;

export const TEXT_FORMATS: readonly string[] = Object.keys(COMMANDS).sort();

export function isTextFormat(format: string): format is TextFormat {
  return Object.hasOwn(COMMANDS, format);
}

export function commandOf(format: TextFormat): string {
  return COMMANDS[format];
}
