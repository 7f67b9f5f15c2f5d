/**
 * Processes that rules ask for, by the name in /proc/PID/comm (cut to 15 characters by the kernel), with the only flags whose values
 * are read. Nothing else of a command line leaves the node.
 */
export interface Daemon {
  readonly comm: string;
  readonly flags: readonly string[];
}

const plain = (...names: readonly string[]): readonly Daemon[] => names.map((comm) => ({ comm, flags: [] }));

const KUBE_PROXY = [
  'proxy-mode',
  'cluster-cidr',
  'config',
  'masquerade-all',
  'iptables-masquerade-bit',
  'iptables-localhost-nodeports',
  'nodeport-addresses',
  'hostname-override',
  'detect-local-mode',
  'pod-bridge-interface',
  'pod-interface-name-prefix',
  'bind-address',
  'healthz-bind-address',
  'metrics-bind-address',
  'conntrack-max-per-core',
  'conntrack-min',
  'ipvs-strict-arp',
];

const KUBELET = [
  'cluster-dns',
  'cluster-domain',
  'cni-bin-dir',
  'cni-cache-dir',
  'cni-conf-dir',
  'fail-cgroupv1',
  'network-plugin',
  'network-plugin-mtu',
  'pod-cidr',
  'node-ip',
  'pod-infra-container-image',
  'hostname-override',
  'hairpin-mode',
  'make-iptables-util-chains',
  'max-pods',
  'resolv-conf',
  'container-runtime-endpoint',
];

export const DAEMONS: readonly Daemon[] = [
  { comm: 'kube-proxy', flags: KUBE_PROXY },
  { comm: 'kubelet', flags: KUBELET },
  { comm: 'hyperkube', flags: [...KUBE_PROXY, ...KUBELET] },
  {
    comm: 'flanneld',
    flags: [
      'iface',
      'iface-regex',
      'iface-can-reach',
      'ip-masq',
      'iptables-forward-rules',
      'iptables-resync',
      'healthz-port',
      'kube-subnet-mgr',
      'net-config-path',
      'public-ip',
      'public-ipv6',
      'subnet-file',
    ],
  },
  { comm: 'coredns', flags: ['conf', 'dns.port', 'p'] },
  {
    comm: 'kube-apiserver',
    flags: ['service-cluster-ip-range', 'service-node-port-range', 'secure-port', 'bind-address', 'advertise-address'],
  },
  {
    comm: 'kube-controller', // kube-controller-manager
    flags: [
      'cluster-cidr',
      'service-cluster-ip-range',
      'allocate-node-cidrs',
      'node-cidr-mask-size',
      'node-cidr-mask-size-ipv4',
      'node-cidr-mask-size-ipv6',
      'controllers',
    ],
  },
  {
    comm: 'dockerd',
    flags: ['iptables', 'ip6tables', 'ip-forward', 'ip-masq', 'bip', 'mtu', 'bridge', 'fixed-cidr', 'userland-proxy'],
  },
  {
    comm: 'k3s-server',
    flags: [
      'flannel-backend',
      'flannel-iface',
      'cluster-cidr',
      'service-cidr',
      'cluster-dns',
      'node-ip',
      'disable-kube-proxy',
      'disable-network-policy',
    ],
  },
  { comm: 'k3s-agent', flags: ['flannel-iface', 'node-ip'] },
  { comm: 'kube-router', flags: ['run-firewall', 'run-router', 'run-service-proxy'] },
  ...plain('ovsdb-server', 'ovs-vswitchd', 'ovs-testcontrol', 'ovn-controller', 'ovn-northd', 'ovnkube'),
  ...plain('containerd', 'crio', 'etcd', 'kube-scheduler'),
  ...plain(
    'firewalld',
    'NetworkManager',
    'systemd-network',
    'systemd-resolve',
    'dnsmasq',
    'dhclient',
    'dhcpcd',
    'wickedd',
    'connmand',
  ),
  ...plain(
    'calico-node',
    'felix',
    'bird',
    'bird6',
    'cilium-agent',
    'antrea-agent',
    'kube-ovn-daemon',
    'openshift-sdn-n', // openshift-sdn-node
    'kubelite',
    'k3s',
    'rke2',
    'keepalived',
    'haproxy',
    'node-cache',
    'nft-monitor',
    'weave-npc',
    'kube-network-po', // kube-network-policies
  ),
];
