/** Flags of network daemons that rules read. Any other argument may carry a secret and is not kept. */
const WITH_VALUE: ReadonlySet<string> = new Set([
  // kube-proxy
  'bind-address',
  'cluster-cidr',
  'config',
  'conntrack-max-per-core',
  'conntrack-min',
  'detect-local-mode',
  'healthz-bind-address',
  'hostname-override',
  'iptables-masquerade-bit',
  'iptables-min-sync-period',
  'iptables-sync-period',
  'ipvs-scheduler',
  'metrics-bind-address',
  'nodeport-addresses',
  'pod-bridge-interface',
  'pod-interface-name-prefix',
  'proxy-mode',
  // flanneld
  'healthz-ip',
  'healthz-port',
  'iface',
  'iface-can-reach',
  'iface-regex',
  'iptables-resync',
  'kube-annotation-prefix',
  'net-config-path',
  'public-ip',
  'public-ipv6',
  'subnet-file',
  // kubelet
  'cluster-dns',
  'cluster-domain',
  'cni-bin-dir',
  'cni-conf-dir',
  'container-runtime-endpoint',
  'hairpin-mode',
  'max-pods',
  'network-plugin',
  'network-plugin-mtu',
  'node-ip',
  'pod-cidr',
  'resolv-conf',
  // control plane
  'advertise-address',
  'controllers',
  'node-cidr-mask-size',
  'node-cidr-mask-size-ipv4',
  'node-cidr-mask-size-ipv6',
  'secure-port',
  'service-cluster-ip-range',
  'service-node-port-range',
  // CoreDNS
  'conf',
  'dns.port',
]);

const SWITCHES: ReadonlySet<string> = new Set([
  'allocate-node-cidrs',
  'ip-blackhole-route',
  'ip-masq',
  'iptables-forward-rules',
  'ipvs-strict-arp',
  'iptables-localhost-nodeports',
  'kube-subnet-mgr',
  'make-iptables-util-chains',
  'masquerade-all',
]);

const FLAG = /^--?([a-z][a-z0-9.-]*)(?:=(.*))?$/s;

/** The wanted flags of a command line, each as `--name=value` or, for a bare switch, `--name`. */
export function wantedFlags(words: readonly string[]): string[] {
  const kept: string[] = [];
  for (const [at, word] of words.entries()) {
    const [, name = '', value] = FLAG.exec(word) ?? [];
    if (SWITCHES.has(name)) kept.push(value === undefined ? `--${name}` : `--${name}=${value}`);
    if (!WITH_VALUE.has(name)) continue;
    const next = value ?? words[at + 1];
    if (next !== undefined && (value !== undefined || !next.startsWith('-'))) kept.push(`--${name}=${next}`);
  }
  return kept;
}
