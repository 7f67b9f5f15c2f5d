/** What a cluster of the lab is made of. The machines and the API's objects are both made from it, so that they agree. */
export interface Plan {
  readonly nodes: readonly PlannedNode[];
  readonly pods: readonly PlannedPod[];
  readonly services: readonly PlannedService[];
  readonly podNetwork: string;
  readonly podNetwork6: string | null;
  readonly backend: 'vxlan' | 'host-gw';
  readonly iptables: 'nft' | 'legacy';
  readonly proxyMode: 'iptables' | 'nftables';
}

export interface PlannedNode {
  readonly name: string;
  readonly address: string;
  readonly address6: string | null;
  readonly mac: string;
  readonly podCidr: string;
  readonly podCidr6: string | null;
  readonly vtepMac: string;
  readonly vtepMac6: string;
}

export interface PlannedPod {
  readonly namespace: string;
  readonly name: string;
  readonly owner: string;
  readonly node: string;
  readonly labels: Readonly<Record<string, string>>;
  /** web: answers on TCP 8080 with its name; dns: answers DNS on port 53; client: only sends. */
  readonly role: 'web' | 'dns' | 'client';
  /** Where the API server gave it one. */
  readonly uid?: string;
}

export interface PlannedService {
  readonly namespace: string;
  readonly name: string;
  readonly type: 'ClusterIP' | 'NodePort';
  readonly clusterIps: readonly string[];
  readonly ports: readonly PlannedPort[];
  readonly selector: Readonly<Record<string, string>> | null;
  /** Only for a Service without selector: where it leads. */
  readonly addresses: readonly string[];
}

export interface PlannedPort {
  readonly name: string;
  readonly protocol: 'TCP' | 'UDP';
  readonly port: number;
  readonly targetPort: number;
  readonly nodePort?: number;
}

export interface PlanOptions {
  readonly nodes?: readonly string[];
  readonly backend?: Plan['backend'];
  readonly iptables?: Plan['iptables'];
  readonly proxyMode?: Plan['proxyMode'];
  readonly dualStack?: boolean;
}

const suffixes = ['k7f2x', 'm9d4c', 'w6b8z', 'q5t7h', 'z4n6v'];

/** One web and one client pod a node, two DNS pods, and the Services in front of them. */
export function planCluster(options: PlanOptions = {}): Plan {
  const names = options.nodes ?? ['node1', 'node2', 'node3'];
  const dual = options.dualStack ?? false;
  const nodes = names.map((name, index): PlannedNode => {
    const n = index + 1;
    return {
      name,
      address: `192.168.10.${160 + n}`,
      address6: dual ? `fd00:10::${160 + n}` : null,
      mac: `52:54:00:c0:a8:0${n}`,
      podCidr: `10.244.${n}.0/24`,
      podCidr6: dual ? `fd00:244:0:${n}::/64` : null,
      vtepMac: `12:c6:65:89:b4:e${n}`,
      vtepMac6: `5a:0d:e2:41:77:0${n}`,
    };
  });
  const pods = names.flatMap((node, index): PlannedPod[] => {
    const suffix = suffixes[index] ?? `n${index}`;
    const web: PlannedPod = {
      namespace: 'default',
      name: `web-7c9d8f6b5-${suffix}`,
      owner: 'web',
      node,
      labels: { app: 'web' },
      role: 'web',
    };
    const client: PlannedPod = {
      namespace: 'default',
      name: `client-5b6f9c8d4-${suffix}`,
      owner: 'client',
      node,
      labels: { app: 'client' },
      role: 'client',
    };
    const dns: PlannedPod = {
      namespace: 'kube-system',
      name: `coredns-76f75df574-${suffix}`,
      owner: 'coredns',
      node,
      labels: { 'k8s-app': 'kube-dns' },
      role: 'dns',
    };
    return index < 2 ? [web, client, dns] : [web, client];
  });
  const address = (four: string, six: string): readonly string[] => (dual ? [four, six] : [four]);
  return {
    nodes,
    pods,
    services: [
      {
        namespace: 'default',
        name: 'kubernetes',
        type: 'ClusterIP',
        clusterIps: ['10.96.0.1'],
        selector: null,
        addresses: [nodes[0]?.address ?? ''],
        ports: [{ name: 'https', protocol: 'TCP', port: 443, targetPort: 6443 }],
      },
      {
        namespace: 'default',
        name: 'web',
        type: 'NodePort',
        clusterIps: address('10.96.120.15', 'fd00:96::120:15'),
        selector: { app: 'web' },
        addresses: [],
        ports: [{ name: 'http', protocol: 'TCP', port: 80, targetPort: 8080, nodePort: 30080 }],
      },
      {
        namespace: 'kube-system',
        name: 'kube-dns',
        type: 'ClusterIP',
        clusterIps: address('10.96.0.10', 'fd00:96::a'),
        selector: { 'k8s-app': 'kube-dns' },
        addresses: [],
        ports: [
          { name: 'dns', protocol: 'UDP', port: 53, targetPort: 53 },
          { name: 'dns-tcp', protocol: 'TCP', port: 53, targetPort: 53 },
        ],
      },
    ],
    podNetwork: '10.244.0.0/16',
    podNetwork6: dual ? 'fd00:244::/48' : null,
    backend: options.backend ?? 'vxlan',
    iptables: options.iptables ?? 'nft',
    proxyMode: options.proxyMode ?? 'iptables',
  };
}
