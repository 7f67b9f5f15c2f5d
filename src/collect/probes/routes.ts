import type { Probe } from '../probe.ts';

const MIB = 1024 * 1024;

/** Routing tables and policy rules, all tables. A full table of the Internet is cut at the cap. */
export const routeProbes: readonly Probe[] = [
  {
    id: 'ip-route4',
    area: 'routes',
    scope: 'both',
    purpose: 'IPv4 routes of all tables',
    cap: 16 * MIB,
    commands: [
      { tool: 'ip -4 -j route show table all' },
      { tool: 'ip -4 route show table all' },
      { tool: 'route -n' },
      { files: ['/proc/net/route'] },
    ],
  },
  {
    id: 'ip-route6',
    area: 'routes',
    scope: 'both',
    purpose: 'IPv6 routes of all tables',
    cap: 16 * MIB,
    commands: [
      { tool: 'ip -6 -j route show table all' },
      { tool: 'ip -6 route show table all' },
      { files: ['/proc/net/ipv6_route'] },
    ],
  },
  {
    id: 'ip-rule4',
    area: 'routes',
    scope: 'both',
    purpose: 'IPv4 policy rules: which table is asked first',
    commands: [{ tool: 'ip -4 -j rule show' }, { tool: 'ip -4 rule show' }],
  },
  {
    id: 'ip-rule6',
    area: 'routes',
    scope: 'both',
    purpose: 'IPv6 policy rules',
    commands: [{ tool: 'ip -6 -j rule show' }, { tool: 'ip -6 rule show' }],
  },
  {
    id: 'xfrm-policy',
    area: 'routes',
    scope: 'host',
    purpose: 'IPsec policies: what is encrypted, and what is blocked',
    cap: MIB,
    commands: [{ tool: 'ip xfrm policy show' }],
  },
];
