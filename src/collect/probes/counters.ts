import type { Probe } from '../probe.ts';

/** The counters of the protocols, as the kernel prints them. */
export const counterProbes: readonly Probe[] = [
  {
    id: 'proc-snmp',
    area: 'counters',
    scope: 'both',
    purpose: 'IPv4, ICMP, TCP and UDP counters: forwarded, no route, checksum errors',
    readings: 2,
    commands: [{ files: ['/proc/net/snmp'] }],
  },
  {
    id: 'proc-snmp6',
    area: 'counters',
    scope: 'both',
    purpose: 'IPv6 counters',
    commands: [{ files: ['/proc/net/snmp6'] }],
  },
  {
    id: 'proc-netstat',
    area: 'counters',
    scope: 'both',
    purpose: 'extended TCP and IP counters: rp_filter drops, listen queue overflows',
    readings: 2,
    commands: [{ files: ['/proc/net/netstat'] }],
  },
  {
    id: 'softnet',
    area: 'counters',
    scope: 'host',
    purpose: 'packets that the CPUs dropped or came late to',
    readings: 2,
    commands: [{ files: ['/proc/net/softnet_stat'] }],
  },
];
