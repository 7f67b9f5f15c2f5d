import { chainHash, type ProxiedPort, type ProxyOptions, withPort } from './kube-proxy-port.ts';

/**
 * What kube-proxy in nftables mode writes (pkg/proxy/nftables/proxier.go, v1.34), as a script for `nft -f`. The table is replaced as a
 * whole, which is also what happens at kube-proxy's start.
 */
export function nftablesScript(ports: readonly ProxiedPort[], { podNetwork, nodeAddresses }: ProxyOptions): string {
  const six = podNetwork.includes(':');
  const [family, type] = six ? ['ip6', 'ipv6_addr'] : ['ip', 'ipv4_addr'];
  const served = ports.filter(({ endpoints }) => endpoints.length > 0);
  const rejected = ports.filter(({ endpoints }) => endpoints.length === 0);
  const withNodePort = (all: readonly ProxiedPort[]): readonly ProxiedPort[] =>
    all.filter(({ nodePort }) => nodePort !== undefined);
  const key = ({ clusterIp, protocol, port }: ProxiedPort): string => `${clusterIp} . ${protocol} . ${port}`;
  const destination = `${family} daddr . meta l4proto . th dport`;
  return `table ${family} kube-proxy
delete table ${family} kube-proxy
table ${family} kube-proxy {
  comment "rules for kube-proxy"
${set('set cluster-ips', type, 'Active ClusterIPs', [...new Set(ports.map(({ clusterIp }) => clusterIp))])}
${set('set nodeport-ips', type, 'IPs that accept NodePort traffic', nodeAddresses)}
${set(
  'map no-endpoint-services',
  `${type} . inet_proto . inet_service : verdict`,
  'vmap to drop or reject packets to services with no endpoints',
  rejected.map((port) => `${key(port)} : goto reject-chain`),
)}
${set(
  'map no-endpoint-nodeports',
  'inet_proto . inet_service : verdict',
  'vmap to drop or reject packets to service nodeports with no endpoints',
  withNodePort(rejected).map(({ protocol, nodePort }) => `${protocol} . ${nodePort} : goto reject-chain`),
)}
${set('map firewall-ips', `${type} . inet_proto . inet_service : verdict`, 'destinations that are subject to LoadBalancerSourceRanges', [])}
${set(
  'map service-ips',
  `${type} . inet_proto . inet_service : verdict`,
  'ClusterIP, ExternalIP and LoadBalancer IP traffic',
  served.map((port) => `${key(port)} : goto ${chain('service', port)}`),
)}
${set(
  'map service-nodeports',
  'inet_proto . inet_service : verdict',
  'NodePort traffic',
  withNodePort(served).map((port) => `${port.protocol} . ${port.nodePort} : goto ${chain('external', port)}`),
)}
  chain reject-chain {
    reject
  }
  chain mark-for-masquerade {
    meta mark set meta mark or 0x4000
  }
  chain masquerading {
    meta mark & 0x4000 == 0 return
    meta mark set meta mark xor 0x4000
    masquerade fully-random
  }
${served.map((port) => serviceChains(port, family, podNetwork)).join('\n')}
  chain services {
    ${destination} vmap @service-ips
    ${family} daddr @nodeport-ips meta l4proto . th dport vmap @service-nodeports
  }
  chain firewall-check {
    ${destination} vmap @firewall-ips
  }
  chain service-endpoints-check {
    ${destination} vmap @no-endpoint-services
  }
  chain nodeport-endpoints-check {
    ${family} daddr @nodeport-ips meta l4proto . th dport vmap @no-endpoint-nodeports
  }
  chain cluster-ips-check {
    ${family} daddr @cluster-ips reject comment "Reject traffic to invalid ports of ClusterIPs"
  }
${base('filter-prerouting', 'filter', 'prerouting', -110, ['ct state new jump firewall-check'])}
${base('filter-input', 'filter', 'input', -110, ['ct state new jump nodeport-endpoints-check', 'ct state new jump service-endpoints-check'])}
${base('filter-forward', 'filter', 'forward', -110, ['ct state new jump service-endpoints-check', 'ct state new jump cluster-ips-check'])}
${base('filter-output', 'filter', 'output', -110, ['ct state new jump service-endpoints-check', 'ct state new jump firewall-check'])}
${base('filter-output-post-dnat', 'filter', 'output', -90, ['ct state new jump cluster-ips-check'])}
${base('nat-prerouting', 'nat', 'prerouting', -100, ['jump services'])}
${base('nat-output', 'nat', 'output', -100, ['jump services'])}
${base('nat-postrouting', 'nat', 'postrouting', 100, ['jump masquerading'])}
}
`;
}

function set(head: string, type: string, comment: string, elements: readonly string[]): string {
  const content = elements.length === 0 ? '' : `\n    elements = { ${elements.join(', ')} }`;
  return `  ${head} {\n    type ${type}\n    comment "${comment}"${content}\n  }`;
}

function base(name: string, type: string, hook: string, priority: number, rules: readonly string[]): string {
  return `  chain ${name} {\n    type ${type} hook ${hook} priority ${priority}; policy accept;\n${rules.map((rule) => `    ${rule}\n`).join('')}  }`;
}

function chain(kind: 'service' | 'external', { namespace, service, protocol, portName }: ProxiedPort): string {
  const name = `${namespace}/${service}/${protocol}/${portName}`;
  return `${kind}-${chainHash(name, 8)}-${name}`;
}

function serviceChains(port: ProxiedPort, family: string, podNetwork: string): string {
  const { clusterIp, protocol, endpoints } = port;
  const name = `${port.namespace}/${port.service}/${protocol}/${port.portName}`;
  const behind = endpoints.map(({ address, port: target }) => ({
    address,
    to: withPort(address, target),
    chain: `endpoint-${chainHash(name + address + target, 8)}-${name}__${address.replaceAll(':', '.')}/${target}`,
  }));
  const choices = behind.map((endpoint, at) => `${at} : goto ${endpoint.chain}`).join(', ');
  const endpointChains = behind.map(
    (endpoint) => `  chain ${endpoint.chain} {
    ${family} saddr ${endpoint.address} jump mark-for-masquerade
    meta l4proto ${protocol} dnat to ${endpoint.to}
  }`,
  );
  const external = `  chain ${chain('external', port)} {
    jump mark-for-masquerade
    goto ${chain('service', port)}
  }`;
  return [
    ...endpointChains,
    `  chain ${chain('service', port)} {
    ${family} daddr ${clusterIp} ${protocol} dport ${port.port} ${family} saddr != ${podNetwork} jump mark-for-masquerade
    numgen random mod ${behind.length} vmap { ${choices} }
  }`,
    ...(port.nodePort === undefined ? [] : [external]),
  ].join('\n');
}
