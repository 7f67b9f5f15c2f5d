import type { Probe } from '../probe.ts';

/** Devices, addresses, neighbours and bridges. */
export const linkProbes: readonly Probe[] = [
  {
    id: 'ip-link',
    area: 'links',
    scope: 'both',
    purpose: 'devices: MTU, flags, kind (veth, vxlan, bridge), master, counters',
    readings: 2,
    commands: [
      { tool: 'ip -s -s -d -j link show' },
      { tool: 'ip -s -s -d link show' },
      { tool: 'ip -s link show' },
      { tool: 'ifconfig -a' },
      { files: ['/proc/net/dev'] },
    ],
  },
  {
    id: 'ip-addr',
    area: 'links',
    scope: 'both',
    purpose: 'addresses of the devices',
    commands: [
      { tool: 'ip -j addr show' },
      { tool: 'ip addr show' },
      { tool: 'ifconfig -a' },
      { files: ['/proc/net/fib_trie', '/proc/net/if_inet6'] },
    ],
  },
  {
    id: 'ip-neigh',
    area: 'links',
    scope: 'both',
    purpose: 'ARP and NDP entries: which MAC the node sends to',
    commands: [
      { tool: 'ip -j neigh show' },
      { tool: 'ip neigh show' },
      { tool: 'arp -an' },
      { files: ['/proc/net/arp'] },
    ],
  },
  {
    id: 'bridge-fdb',
    area: 'links',
    scope: 'both',
    purpose: 'forwarding entries of bridges and vxlan devices',
    commands: [{ tool: 'bridge -j fdb show' }, { tool: 'bridge fdb show' }],
  },
  {
    id: 'bridge-vlan',
    area: 'links',
    scope: 'host',
    purpose: 'VLANs of bridge ports',
    commands: [{ tool: 'bridge -j vlan show' }, { tool: 'bridge vlan show' }],
  },
];
