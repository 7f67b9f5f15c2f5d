import { iptablesRestoreText, type ProxiedPort } from './kube-proxy-rules.ts';
import { manifest, nodeIndex, writeFiles } from './snapshot-files.ts';

export interface ServiceSnapshotSize {
  readonly services: number;
  readonly endpointsPerService: number;
  /** Pods of the node that was read; all other endpoints are on a node that was not. */
  readonly pods: number;
}

const podAddress = (at: number): string => `10.244.${1 + Math.floor(at / 250)}.${2 + (at % 250)}`;
const mac = (at: number): string => `02:00:00:00:${hex(at >> 8)}:${hex(at & 255)}`;
const hex = (byte: number): string => byte.toString(16).padStart(2, '0');

/**
 * Writes a snapshot with one node that carries kube-proxy's iptables rules for many Services: what `npm run bench` measures.
 * The rules have kube-proxy's layout, the rest is the least that a flannel node has.
 */
export async function writeServiceSnapshot(folder: string, size: ServiceSnapshotSize): Promise<void> {
  const ports = Array.from({ length: size.services }, (_, at) => port(at, size));
  const outputs = { ...hostOutputs(size, ports), ...podOutputs(size) };
  const index = nodeIndex('n1', {
    netns: Array.from({ length: size.pods }, (_, at) => ({
      id: `net:[${at + 1}]`,
      name: `pod${at}`,
      podUid: null,
      processes: [],
    })),
    outputs: Object.entries(outputs).map(([key, text], at) => {
      const [id = '', netns = 'host'] = key.split('@');
      return {
        id,
        netns,
        command: id,
        status: 'ok',
        exit: 0,
        ms: 1,
        stdout: text === '' ? null : `${at}.out`,
        stderr: null,
      };
    }),
  });
  const lines = (objects: readonly unknown[]): string =>
    objects.map((object) => `${JSON.stringify(object)}\n`).join('');
  writeFiles(folder, {
    'manifest.json': JSON.stringify(manifest({ nodes: [{ name: 'n1', kubernetesNode: 'n1' }] })),
    'nodes/n1/index.json': JSON.stringify(index),
    ...Object.fromEntries(
      Object.values(outputs).flatMap((text, at) => (text === '' ? [] : [[`nodes/n1/${at}.out`, text]])),
    ),
    'cluster/nodes.jsonl': lines(['n1', 'n2'].map((name, at) => node(name, at + 1))),
    'cluster/services.jsonl': lines(ports.map(serviceObject)),
    'cluster/endpointslices.jsonl': lines(ports.map((each) => sliceObject(each, size))),
    'cluster/pods.jsonl': lines(Array.from({ length: size.pods }, (_, at) => pod(at, size))),
  });
}

function port(at: number, { endpointsPerService }: ServiceSnapshotSize): ProxiedPort {
  return {
    namespace: 'default',
    service: `web-${at}`,
    portName: 'http',
    clusterIp: `10.96.${Math.floor(at / 250)}.${1 + (at % 250)}`,
    protocol: 'tcp',
    port: 80,
    endpoints: Array.from({ length: endpointsPerService }, (_, each) => ({
      address: podAddress(at * endpointsPerService + each),
      port: 8080,
    })),
  };
}

function hostOutputs({ pods }: ServiceSnapshotSize, ports: readonly ProxiedPort[]): Record<string, string> {
  const link = (index: number, name: string, mtu: number, more: object): object => ({
    ifindex: index,
    ifname: name,
    flags: ['BROADCAST', 'MULTICAST', 'UP', 'LOWER_UP'],
    mtu,
    operstate: 'UP',
    link_type: 'ether',
    address: mac(index),
    ...more,
  });
  const inet = (index: number, name: string, local: string, prefixlen: number): object => ({
    ifindex: index,
    ifname: name,
    addr_info: [{ family: 'inet', local, prefixlen, scope: 'global' }],
  });
  const veths = Array.from({ length: pods }, (_, at) =>
    link(10 + at, `veth${at}`, 1450, {
      master: 'cni0',
      link_index: 2,
      link_netnsid: at,
      linkinfo: { info_kind: 'veth', info_slave_kind: 'bridge', info_slave_data: { state: 'forwarding' } },
    }),
  );
  return {
    'ip-link': JSON.stringify([
      link(2, 'eth0', 1500, {}),
      link(3, 'flannel.1', 1450, {
        operstate: 'UNKNOWN',
        linkinfo: {
          info_kind: 'vxlan',
          info_data: { id: 1, local: '192.168.10.161', link: 'eth0', port: 8472, learning: false },
        },
      }),
      link(4, 'cni0', 1450, { linkinfo: { info_kind: 'bridge', info_data: {} } }),
      ...veths,
    ]),
    'ip-addr': JSON.stringify([
      inet(2, 'eth0', '192.168.10.161', 24),
      inet(3, 'flannel.1', '10.244.1.0', 32),
      inet(4, 'cni0', '10.244.1.1', 24),
    ]),
    'ip-route4': JSON.stringify([
      { dst: 'default', gateway: '192.168.10.1', dev: 'eth0', flags: [] },
      { dst: '10.244.1.0/24', dev: 'cni0', scope: 'link', prefsrc: '10.244.1.1', flags: [] },
      { dst: '10.244.2.0/24', gateway: '10.244.2.0', dev: 'flannel.1', flags: ['onlink'] },
      { dst: '192.168.10.0/24', dev: 'eth0', scope: 'link', prefsrc: '192.168.10.161', flags: [] },
    ]),
    'ip-rule4': JSON.stringify([
      { priority: 0, src: 'all', table: 'local' },
      { priority: 32766, src: 'all', table: 'main' },
      { priority: 32767, src: 'all', table: 'default' },
    ]),
    'ip-neigh': JSON.stringify([{ dst: '10.244.2.0', dev: 'flannel.1', lladdr: mac(999), state: ['PERMANENT'] }]),
    'bridge-fdb': JSON.stringify([
      { mac: mac(999), ifname: 'flannel.1', dst: '192.168.10.162', flags: ['self'], state: 'permanent' },
    ]),
    sysctl: [
      'net.ipv4.ip_forward = 1',
      'net.bridge.bridge-nf-call-iptables = 1',
      'net.ipv4.conf.all.rp_filter = 0',
      'net.netfilter.nf_conntrack_count = 100',
      'net.netfilter.nf_conntrack_max = 262144',
    ].join('\n'),
    'iptables-legacy-tables4': '',
    'iptables-legacy-save4': '',
    'nft-tables': 'table ip filter\ntable ip nat\n',
    'nft-ruleset': '',
    ipset: '',
    'iptables-nft-save4': withBuiltInChains(
      iptablesRestoreText(ports, { podNetwork: '10.244.0.0/16', nodeAddresses: ['192.168.10.161'] }),
    ),
    processes: 'pid=10 comm=kube-proxy netns=host flag:--proxy-mode=iptables\npid=11 comm=flanneld netns=host\n',
    'flannel-subnet-env':
      'FLANNEL_NETWORK=10.244.0.0/16\nFLANNEL_SUBNET=10.244.1.1/24\nFLANNEL_MTU=1450\nFLANNEL_IPMASQ=true\n',
  };
}

/** `iptables-restore` may leave them out, `iptables-save` prints them; and it knows no -I. */
function withBuiltInChains(text: string): string {
  const chains = { filter: ['INPUT', 'FORWARD', 'OUTPUT'], nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'] };
  return Object.entries(chains).reduce(
    (all, [table, names]) =>
      all.replace(`*${table}\n`, `*${table}\n${names.map((name) => `:${name} ACCEPT [0:0]\n`).join('')}`),
    text.replaceAll(/^-I /gm, '-A '),
  );
}

function podOutputs({ pods }: ServiceSnapshotSize): Record<string, string> {
  const entries = Array.from({ length: pods }, (_, at) => {
    const netns = `net:[${at + 1}]`;
    const address = podAddress(at);
    return Object.entries({
      'ip-link': JSON.stringify([
        {
          ifindex: 2,
          ifname: 'eth0',
          flags: ['UP', 'LOWER_UP', 'BROADCAST'],
          mtu: 1450,
          operstate: 'UP',
          link_type: 'ether',
          address: mac(500 + at),
          link_index: 10 + at,
          link_netnsid: 0,
          linkinfo: { info_kind: 'veth' },
        },
      ]),
      'ip-addr': JSON.stringify([
        { ifindex: 2, ifname: 'eth0', addr_info: [{ family: 'inet', local: address, prefixlen: 24, scope: 'global' }] },
      ]),
      'ip-route4': JSON.stringify([
        { dst: 'default', gateway: '10.244.1.1', dev: 'eth0', flags: [] },
        { dst: '10.244.1.0/24', dev: 'eth0', scope: 'link', prefsrc: address, flags: [] },
      ]),
      sockets: 'tcp LISTEN 0 128 0.0.0.0:8080 0.0.0.0:* users:(("web",pid=7,fd=3))\n',
    }).map(([id, text]) => [`${id}@${netns}`, text] as const);
  });
  return Object.fromEntries(entries.flat());
}

const node = (name: string, at: number): object => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {
    name,
    annotations: {
      'flannel.alpha.coreos.com/backend-type': 'vxlan',
      'flannel.alpha.coreos.com/public-ip': `192.168.10.16${at}`,
      'flannel.alpha.coreos.com/backend-data': JSON.stringify({ VNI: 1, VtepMAC: at === 1 ? mac(3) : mac(999) }),
      'flannel.alpha.coreos.com/kube-subnet-manager': 'true',
    },
  },
  spec: { podCIDR: `10.244.${at}.0/24`, podCIDRs: [`10.244.${at}.0/24`] },
  status: {
    addresses: [{ type: 'InternalIP', address: `192.168.10.16${at}` }],
    conditions: [{ type: 'Ready', status: 'True' }],
  },
});

const serviceObject = (each: ProxiedPort): object => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: each.service, namespace: each.namespace },
  spec: {
    type: 'ClusterIP',
    clusterIP: each.clusterIp,
    clusterIPs: [each.clusterIp],
    ports: [{ name: 'http', protocol: 'TCP', port: 80, targetPort: 8080 }],
    selector: { app: each.service },
  },
});

const sliceObject = (each: ProxiedPort, { pods }: ServiceSnapshotSize): object => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  addressType: 'IPv4',
  metadata: {
    name: `${each.service}-x`,
    namespace: each.namespace,
    labels: { 'kubernetes.io/service-name': each.service },
  },
  ports: [{ name: 'http', protocol: 'TCP', port: 8080 }],
  endpoints: each.endpoints.map(({ address }) => ({
    addresses: [address],
    nodeName: isLocal(address, pods) ? 'n1' : 'n2',
    conditions: { ready: true, serving: true, terminating: false },
  })),
});

const isLocal = (address: string, pods: number): boolean =>
  address.startsWith('10.244.1.') && Number(address.split('.')[3]) - 2 < pods;

/** Only the read node's own: the others' are judged with the nodes that they are on. */
const pod = (at: number, { endpointsPerService }: ServiceSnapshotSize): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: `web-${at}`,
    namespace: 'default',
    uid: `uid-${at}`,
    labels: { app: `web-${Math.floor(at / endpointsPerService)}` },
  },
  spec: {
    nodeName: 'n1',
    containers: [{ name: 'web', ports: [{ containerPort: 8080, protocol: 'TCP' }] }],
  },
  status: {
    phase: 'Running',
    podIP: podAddress(at),
    podIPs: [{ ip: podAddress(at) }],
    conditions: [{ type: 'Ready', status: 'True' }],
  },
});
