import { chainHash, type ProxiedPort, type ProxyOptions, portLabel, withPort } from './kube-proxy-port.ts';
/** What kube-proxy in iptables mode writes (v1.34 without nfacct), jumps included, as text for `iptables-restore --noflush` on empty tables. */
export function iptablesRestoreText(ports: readonly ProxiedPort[], { podNetwork }: ProxyOptions): string {
  const rejected = ports.filter(({ endpoints }) => endpoints.length === 0);
  const served = ports.filter(({ endpoints }) => endpoints.length > 0);
  const parts = served.map((port) => servicePart(port, podNetwork));
  const chains = [...natChains, ...parts.flatMap((part) => part.chains)];
  return lines([
    '*filter',
    ...filterChains.map((chain) => `:${chain} - [0:0]`),
    ...filterJumps,
    ...rejected.flatMap(rejects),
    ...forwarding,
    'COMMIT',
    '*nat',
    ...chains.map((chain) => `:${chain} - [0:0]`),
    ...natJumps,
    ...parts.flatMap((part) => part.nodePorts),
    ...masquerading,
    ...parts.flatMap((part) => part.services),
    `-A KUBE-SERVICES ${comment('kubernetes service nodeports; NOTE: this must be the last rule in this chain')} -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS`,
    ...parts.flatMap((part) => part.rules),
    'COMMIT',
  ]);
}

const lines = (all: readonly string[]): string => all.map((line) => `${line}\n`).join('');
const comment = (text: string): string => `-m comment --comment "${text}"`;
const host = (address: string): string => `${address}/${address.includes(':') ? 128 : 32}`;

const filterChains = [
  'KUBE-EXTERNAL-SERVICES',
  'KUBE-FORWARD',
  'KUBE-NODEPORTS',
  'KUBE-PROXY-CANARY',
  'KUBE-PROXY-FIREWALL',
  'KUBE-SERVICES',
];
const natChains = ['KUBE-MARK-MASQ', 'KUBE-NODEPORTS', 'KUBE-POSTROUTING', 'KUBE-PROXY-CANARY', 'KUBE-SERVICES'];

const isNew = '-m conntrack --ctstate NEW';
const firewall = `${isNew} ${comment('kubernetes load balancer firewall')} -j KUBE-PROXY-FIREWALL`;
const portals = `${isNew} ${comment('kubernetes service portals')} -j KUBE-SERVICES`;
const external = `${isNew} ${comment('kubernetes externally-visible service portals')} -j KUBE-EXTERNAL-SERVICES`;
/** Each goes in front, so the last one written comes first. */
const filterJumps = [
  `-I INPUT ${external}`,
  `-I INPUT ${comment('kubernetes health check service ports')} -j KUBE-NODEPORTS`,
  `-I INPUT ${firewall}`,
  `-I FORWARD ${external}`,
  `-I FORWARD ${portals}`,
  `-I FORWARD ${comment('kubernetes forwarding rules')} -j KUBE-FORWARD`,
  `-I FORWARD ${firewall}`,
  `-I OUTPUT ${portals}`,
  `-I OUTPUT ${firewall}`,
];
const natJumps = [
  `-I PREROUTING ${comment('kubernetes service portals')} -j KUBE-SERVICES`,
  `-I OUTPUT ${comment('kubernetes service portals')} -j KUBE-SERVICES`,
  `-I POSTROUTING ${comment('kubernetes postrouting rules')} -j KUBE-POSTROUTING`,
];
const forwarding = [
  '-A KUBE-FORWARD -m conntrack --ctstate INVALID -j DROP',
  `-A KUBE-FORWARD ${comment('kubernetes forwarding rules')} -m mark --mark 0x4000/0x4000 -j ACCEPT`,
  `-A KUBE-FORWARD ${comment('kubernetes forwarding conntrack rule')} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT`,
];
const masquerading = [
  '-A KUBE-MARK-MASQ -j MARK --or-mark 0x4000',
  '-A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN',
  '-A KUBE-POSTROUTING -j MARK --xor-mark 0x4000',
  `-A KUBE-POSTROUTING ${comment('kubernetes service traffic requiring SNAT')} -j MASQUERADE --random-fully`,
];

function rejects(port: ProxiedPort): readonly string[] {
  const { clusterIp, protocol, nodePort } = port;
  const unreachable = clusterIp.includes(':') ? 'icmp6-port-unreachable' : 'icmp-port-unreachable';
  const rule = (match: string, chain: string, number: number): string =>
    `-A ${chain} ${match}-p ${protocol} ${comment(`${portLabel(port)} has no endpoints`)} -m ${protocol} --dport ${number} -j REJECT --reject-with ${unreachable}`;
  const local =
    nodePort === undefined ? [] : [rule('-m addrtype --dst-type LOCAL ', 'KUBE-EXTERNAL-SERVICES', nodePort)];
  return [rule(`-d ${host(clusterIp)} `, 'KUBE-SERVICES', port.port), ...local];
}

interface ServicePart {
  readonly chains: readonly string[];
  readonly services: readonly string[];
  readonly nodePorts: readonly string[];
  readonly rules: readonly string[];
}

function servicePart(port: ProxiedPort, podNetwork: string): ServicePart {
  const { protocol, clusterIp, endpoints, nodePort } = port;
  const label = portLabel(port);
  const hash = chainHash(label + protocol, 16);
  const [service, outer] = [`KUBE-SVC-${hash}`, `KUBE-EXT-${hash}`];
  const match = `-d ${host(clusterIp)} -p ${protocol} ${comment(`${label} cluster IP`)} -m ${protocol} --dport ${port.port}`;
  const behind = endpoints.map(({ address, port: target }, at) => {
    const chain = `KUBE-SEP-${chainHash(label + protocol + withPort(address, target), 16)}`;
    const left = endpoints.length - at;
    const chance = left === 1 ? '' : ` -m statistic --mode random --probability ${(1 / left).toFixed(10)}`;
    return {
      chain,
      choice: `-A ${service} ${comment(`${label} -> ${withPort(address, target)}`)}${chance} -j ${chain}`,
      rules: [
        `-A ${chain} -s ${host(address)} ${comment(label)} -j KUBE-MARK-MASQ`,
        `-A ${chain} -p ${protocol} ${comment(label)} -m ${protocol} -j DNAT --to-destination ${withPort(address, target)}`,
      ],
    };
  });
  const outerRules = [
    `-A ${outer} ${comment(`masquerade traffic for ${label} external destinations`)} -j KUBE-MARK-MASQ`,
    `-A ${outer} -j ${service}`,
  ];
  return {
    chains: [...(nodePort === undefined ? [] : [outer]), service, ...behind.map(({ chain }) => chain)],
    services: [`-A KUBE-SERVICES ${match} -j ${service}`],
    nodePorts:
      nodePort === undefined
        ? []
        : [`-A KUBE-NODEPORTS -p ${protocol} ${comment(label)} -m ${protocol} --dport ${nodePort} -j ${outer}`],
    rules: [
      ...(nodePort === undefined ? [] : outerRules),
      `-A ${service} ! -s ${podNetwork} ${match} -j KUBE-MARK-MASQ`,
      ...behind.map(({ choice }) => choice),
      ...behind.flatMap(({ rules }) => rules),
    ],
  };
}
