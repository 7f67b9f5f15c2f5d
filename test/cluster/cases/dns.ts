import { on } from '../../lab/lab.ts';
import type { RunningPod } from '../../lab/pods.ts';
import { ask } from '../ask.ts';
import type { RealCase } from '../case.ts';
import { corefile } from '../manifests.ts';
import type { RealCluster } from '../real-cluster.ts';
import { settled } from '../settled.ts';

const everywhere = ['dns node1', 'dns node2', 'dns node3'];
const outside = ['dns-outside node1', 'dns-outside node2', 'dns-outside node3'];

const servers = (cluster: RealCluster): readonly RunningPod[] =>
  cluster.pods.running.filter(({ role }) => role === 'dns');

/** Runs a command on the node of every CoreDNS, for its network namespace. */
const atServers =
  (command: (pod: RunningPod) => string) =>
  async (cluster: RealCluster): Promise<void> => {
    for (const pod of servers(cluster)) await on(cluster, pod.node, command(pod));
  };

/** Processes of pods that were deleted take a moment to end, and one that forwards to itself to notice it. */
const aMoment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 3000));

const signal = (name: string) => atServers(({ netns }) => `kill -${name} $(ip netns pids ${netns})`);

/** As the kubelet would have to: pods are made anew. */
async function replaceServers(cluster: RealCluster): Promise<void> {
  await cluster.kubectl('-n', 'kube-system', 'delete', 'pods', '-l', 'k8s-app=kube-dns', '--wait=false');
  await cluster.pods.settle();
  await aMoment();
}

const select = (label: string) => (cluster: RealCluster) =>
  cluster.api.patch('/api/v1/namespaces/kube-system/services/kube-dns', { spec: { selector: { 'k8s-app': label } } });

/** The name server that pods with dnsPolicy Default get, and CoreDNS made anew with it. */
const nodesAsk = (server: string) => async (cluster: RealCluster) => {
  for (const node of cluster.machines.keys())
    await on(cluster, node, `printf 'nameserver ${server}\\n' > /etc/resolv.conf`);
  await replaceServers(cluster);
};

const clientsOn = (cluster: RealCluster, node: string): readonly RunningPod[] =>
  cluster.pods.running.filter((pod) => pod.node === node && pod.role !== 'dns');

/** Gives pods another name server, and sees what it does to them: nothing they ask is answered. */
const podsAsk = (server: string, answered: boolean) => async (cluster: RealCluster) => {
  for (const { node, netns } of clientsOn(cluster, 'node1')) {
    // Written into the file that the pod's processes see, not to a new one in its place.
    const file = `/etc/netns/${netns}/resolv.conf`;
    await on(cluster, node, `text=$(sed 's/^nameserver .*/nameserver ${server}/' ${file}); echo "$text" > ${file}`);
    const asked = `ip netns exec ${netns} dig +time=1 +tries=1 +search web.default.svc.cluster.local`;
    await on(cluster, node, answered ? `${asked} >/dev/null` : `! ${asked} >/dev/null`);
  }
};

const upstreamDrop = '-d 192.168.10.1 -p udp --dport 53 -j DROP';

/** The zone that CoreDNS serves, and CoreDNS made anew with it. */
const serveZone = (zone: string) => async (cluster: RealCluster) => {
  await cluster.api.patch('/api/v1/namespaces/kube-system/configmaps/coredns', {
    data: { Corefile: corefile.replace('cluster.local', zone) },
  });
  await replaceServers(cluster);
};

const dnsPorts = [
  { name: 'dns', port: 53, protocol: 'UDP', targetPort: 53 as number | string },
  { name: 'dns-tcp', port: 53, protocol: 'TCP', targetPort: 53 as number | string },
  { name: 'metrics', port: 9153, protocol: 'TCP', targetPort: 9153 as number | string },
];

/** The ports of the Service of the DNS, old enough that somebody may be blamed for them. */
const withPorts = (ports: typeof dnsPorts) => async (cluster: RealCluster) => {
  await cluster.api.patch('/api/v1/namespaces/kube-system/services/kube-dns', { spec: { ports } });
  await settled(cluster);
};

const namesOfNode1 = {
  what: 'names, in pods of node1',
  isLost: async (cluster: RealCluster): Promise<boolean> => {
    const [client] = clientsOn(cluster, 'node1');
    return (await ask(cluster, 'node1', client?.netns ?? '', 'web.default.svc.cluster.local')) === '';
  },
};

export const dnsCases: readonly RealCase[] = [
  // The first of all: its rule waits until endpoints have been the same for half a minute.
  {
    name: "the pod's own firewall drops questions",
    rule: 'firewall/pod-refuses-clients',
    target: 'pod/kube-system/coredns',
    inject: atServers(({ netns }) => `ip netns exec ${netns} iptables -A INPUT -p udp --dport 53 -j DROP`),
    breaks: everywhere,
    // Each pod has a finding of its own; the first one's fix is typed.
    undo: atServers(({ netns }) => `ip netns exec ${netns} iptables -F INPUT`),
  },
  {
    name: 'CoreDNS serves another domain than the pods look for names in',
    rule: 'dns/zone-unserved',
    target: 'cluster',
    inject: serveZone('cluster.locl'),
    breaks: everywhere,
    undo: serveZone('cluster.local'),
  },
  {
    name: 'the Service of the DNS has no port by UDP',
    rule: 'dns/udp-missing',
    target: 'cluster',
    inject: withPorts(dnsPorts.filter(({ protocol }) => protocol === 'TCP')),
    breaks: everywhere,
  },
  {
    name: 'the Service of the DNS has no port by TCP',
    rule: 'dns/tcp-missing',
    target: 'cluster',
    inject: withPorts(dnsPorts.filter(({ name }) => name !== 'dns-tcp')),
    breaks: [],
    loses: {
      what: 'answers that do not fit into one packet, for which clients ask again by TCP',
      isLost: async (cluster) => {
        const [client] = clientsOn(cluster, 'node1');
        const question = '+tcp @10.96.0.10 web.default.svc.cluster.local';
        return (await ask(cluster, 'node1', client?.netns ?? '', question)) === '';
      },
    },
    keeps: everywhere,
  },
  {
    name: 'the Service of the DNS leads UDP to a port that CoreDNS does not have',
    rule: 'services/target-port-mismatch',
    target: 'service/kube-system/kube-dns:dns',
    inject: withPorts(dnsPorts.map((one) => (one.name === 'dns' ? { ...one, targetPort: 5353 } : one))),
    breaks: everywhere,
    undo: withPorts(dnsPorts),
  },
  {
    name: 'the Service of the DNS leads UDP to a port name that CoreDNS does not have',
    rule: 'services/target-port-mismatch',
    target: 'service/kube-system/kube-dns:dns',
    inject: withPorts(dnsPorts.map((one) => (one.name === 'dns' ? { ...one, targetPort: 'dnss' } : one))),
    breaks: everywhere,
    undo: withPorts(dnsPorts),
  },
  {
    name: 'CoreDNS is scaled to zero',
    smoke: true,
    rule: 'dns/no-pods',
    target: 'cluster',
    inject: async (cluster) => {
      await cluster.kubectl('-n', 'kube-system', 'scale', 'deploy/coredns', '--replicas=0');
      await cluster.pods.settle();
      await aMoment();
    },
    breaks: everywhere,
  },
  {
    name: 'the Service of the DNS selects no pod',
    rule: 'dns/selector-mismatch',
    target: 'cluster',
    inject: select('dns'),
    breaks: everywhere,
    undo: select('kube-dns'),
  },
  {
    name: 'CoreDNS is dead, and its endpoints are ready',
    rule: 'dns/server-dead',
    target: 'pod/kube-system/coredns',
    inject: signal('KILL'),
    breaks: everywhere,
    undo: replaceServers,
  },
  {
    name: 'CoreDNS is frozen',
    rule: 'dns/server-frozen',
    target: 'pod/kube-system/coredns',
    inject: signal('STOP'),
    breaks: everywhere,
    undo: signal('CONT'),
  },
  {
    name: "CoreDNS forwards to the node's resolver on loopback, which is itself",
    rule: 'dns/forward-loop',
    target: 'cluster',
    inject: nodesAsk('127.0.0.53'),
    breaks: everywhere,
    undo: nodesAsk('192.168.10.1'),
  },
  {
    name: 'pods keep the address of a DNS that is gone',
    rule: 'dns/pod-server-dead',
    target: 'node/node1',
    inject: podsAsk('10.96.0.99', false),
    breaks: [],
    loses: namesOfNode1,
    undo: podsAsk('10.96.0.10', true),
  },
  {
    name: 'pods ask the cache on their node, which is gone',
    rule: 'dns/pod-server-dead',
    target: 'node/node1',
    inject: async (cluster) => {
      await on(cluster, 'node1', 'ip addr add 169.254.20.10/32 dev lo');
      await podsAsk('169.254.20.10', false)(cluster);
    },
    breaks: [],
    loses: namesOfNode1,
    undo: async (cluster) => {
      await on(cluster, 'node1', 'ip addr del 169.254.20.10/32 dev lo');
      await podsAsk('10.96.0.10', true)(cluster);
    },
  },
  {
    name: 'the name server outside is behind a firewall rule',
    rule: 'dns/upstream-lost',
    target: 'cluster',
    inject: async (cluster) => {
      for (const node of cluster.machines.keys()) await on(cluster, node, `iptables -I FORWARD ${upstreamDrop}`);
    },
    breaks: outside,
    keeps: everywhere,
    undo: async (cluster) => {
      for (const node of cluster.machines.keys()) await on(cluster, node, `iptables -D FORWARD ${upstreamDrop}`);
    },
  },
  {
    name: 'flanneld is frozen; then its firewall rules vanish',
    rule: 'flannel/flanneld-frozen',
    target: 'node/node1',
    inject: (cluster) => cluster.daemon('node1', 'flanneld').signal('STOP'),
    breaks: [],
    latent: {
      event: 'the accept rules of flannel are flushed and the policy is DROP: nobody puts them back',
      happen: async (cluster) => {
        await on(cluster, 'node1', 'iptables -F FLANNEL-FWD; iptables -P FORWARD DROP');
        await aMoment();
        await aMoment();
      },
      breaks: ['pod node1>node2', 'pod node2>node1'],
    },
    undo: async (cluster) => {
      await cluster.daemon('node1', 'flanneld').signal('CONT');
      await aMoment();
    },
  },
  {
    name: 'pods of a node have no default route',
    rule: 'cni/pod-route-missing',
    target: 'node/node1',
    inject: async (cluster) => {
      for (const { netns } of clientsOn(cluster, 'node1'))
        await on(cluster, 'node1', `ip -n ${netns} route del default`);
    },
    breaks: ['service node1', 'outside node1'],
    keeps: ['pod node1>node2'],
  },
];
