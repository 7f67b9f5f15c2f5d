import { on } from '../../lab/lab.ts';
import { type RealCase, restartsFlannel, restartsKubeProxy } from '../case.ts';
import { flanneldFor, podCidrOf, untilPodCidr } from '../join-node.ts';
import { flannelConfig } from '../node-daemons.ts';
import { nodeNames } from '../nodes.ts';
import { type PodObject, podPath, runningStatus } from '../pod-object.ts';
import type { RealCluster } from '../real-cluster.ts';
import { addNode, ageCluster, removeNode } from './add-node.ts';

const annotate = (cluster: RealCluster, node: string, annotations: Readonly<Record<string, string>>) =>
  cluster.api.patch(`/api/v1/nodes/${node}`, {
    metadata: {
      annotations: Object.fromEntries(
        Object.entries(annotations).map(([name, value]) => [`flannel.alpha.coreos.com/${name}`, value]),
      ),
    },
  });

/** flanneld of a node is started with another backend, and without the device of the one that it had, as after a reboot. */
async function withBackend(cluster: RealCluster, node: string, type: RealCluster['form']['backend']): Promise<void> {
  await cluster.daemon(node, 'flanneld').stop();
  await cluster.machines
    .get(node)
    ?.sh('ip link del flannel.1 2>/dev/null || true; cat > /etc/kube-flannel/net-conf.json', {
      stdin: flannelConfig({ ...cluster.form, backend: type }),
    });
  await cluster.daemon(node, 'flanneld').start();
}

const NODE4 = '12:c6:65:89:b4:04';

/** A machine that joins as node4 gets no network. */
const node4Refused = {
  what: 'flanneld of node4 ends at once',
  isLost: async (cluster: RealCluster): Promise<boolean> =>
    /flannel net config doesn't contain/.test(await flanneldFor(cluster, 'node4')),
};

/** What the kubelet of a Node without a machine would say of the daemons there. */
async function reportPods(cluster: RealCluster, node: string): Promise<void> {
  await cluster.pods.settle(4);
  const pods = (await cluster.api.list('/api/v1/pods')) as readonly PodObject[];
  for (const pod of pods.filter(({ spec }) => spec.nodeName === node))
    await cluster.api.patch(podPath(pod, '/status'), {
      status: runningStatus(pod, '192.168.10.164', ['192.168.10.164'], pod.metadata.uid),
    });
  await ageCluster(cluster);
}

const clusterCidr = (cidr: string) => (flags: readonly string[]) =>
  flags.map((flag) => (flag.startsWith('--cluster-cidr=') ? `--cluster-cidr=${cidr}` : flag));

async function setInternalIp(cluster: RealCluster, node: string, address: string): Promise<void> {
  await cluster.api.patch(`/api/v1/nodes/${node}/status`, { status: { addresses: [{ type: 'InternalIP', address }] } });
}

/** node3 changes its address and its router; no route to the pods of others outlives that. */
async function moveNode3(cluster: RealCluster, from: string, to: string): Promise<void> {
  const peers = await Promise.all(['node1', 'node2'].map((node) => podCidrOf(cluster, node)));
  const router = to.replace(/\d+$/, '1');
  await cluster.daemon('node3', 'flanneld').stop();
  await cluster.sandbox.sh(`ip -n gateway addr replace ${router}/24 dev eth0`);
  await on(
    cluster,
    'node3',
    `ip addr add ${to}/24 dev eth0; ip addr del ${from}/24 dev eth0; ip route replace default via ${router}
    for r in ${peers.join(' ')}; do ip route del $r 2>/dev/null || true; done`,
  );
  await setInternalIp(cluster, 'node3', to);
  await cluster.daemon('node3', 'flanneld').start();
}

export const moreFlannelCases: readonly RealCase[] = [
  {
    name: 'three nodes use three backends, and no ConfigMap says which is right',
    rule: 'flannel/backend-disputed',
    target: 'cluster',
    last: true,
    inject: async (cluster) => {
      await cluster.kubectl('-n', 'kube-flannel', 'delete', 'configmap', 'kube-flannel-cfg');
      await withBackend(cluster, 'node2', 'host-gw');
      await withBackend(cluster, 'node3', 'udp');
    },
    breaks: ['pod node1>node2', 'pod node1>node3', 'pod node2>node3'],
    undo: async (cluster) => {
      await cluster.api.create('/api/v1/namespaces/kube-flannel/configmaps', {
        metadata: { name: 'kube-flannel-cfg' },
        data: { 'net-conf.json': flannelConfig(cluster.form) },
      });
      await withBackend(cluster, 'node2', 'vxlan');
      await withBackend(cluster, 'node3', 'vxlan');
      await restartsFlannel(...nodeNames)(cluster);
    },
  },
  {
    name: 'every node announces the address of its NAT interface, which is the same on all',
    rule: 'flannel/public-ip-shared',
    target: 'cluster',
    last: true,
    inject: async (cluster) => {
      for (const node of nodeNames) {
        await on(
          cluster,
          node,
          'ip link add eth1 type veth peer name wire1; ip link set wire1 up; ip addr add 10.0.2.15/24 dev eth1; ip link set eth1 up',
        );
        await annotate(cluster, node, { 'public-ip': '10.0.2.15' });
      }
    },
    breaks: ['pod node1>node2', 'pod node2>node3', 'pod node3>node1'],
    undo: async (cluster) => {
      for (const node of nodeNames) await on(cluster, node, 'ip link del eth1');
      await restartsFlannel(...nodeNames)(cluster);
    },
  },
  {
    name: 'a Node was given a podCIDR outside of the network of flannel',
    rule: 'flannel/pod-cidr-outside-network',
    target: 'node/node4',
    last: true,
    inject: (cluster) => addNode(cluster, 'node4', '10.224.3.0/24', NODE4),
    breaks: [],
    loses: node4Refused,
    undo: async (cluster) => {
      await removeNode(cluster, 'node4');
      await restartsFlannel(...nodeNames)(cluster);
    },
  },
  {
    name: 'the controller manager gives out podCIDRs of a larger network than flannel has',
    rule: 'flannel/network-excludes-cluster-cidr',
    target: 'cluster',
    last: true,
    inject: (cluster) => cluster.daemon('node1', 'kube-controller-manager').restartWith(clusterCidr('10.240.0.0/13')),
    breaks: [],
    loses: node4Refused,
    latent: {
      event: 'a node joins',
      happen: async (cluster) => {
        await addNode(cluster, 'node4', null, NODE4);
        await untilPodCidr(cluster, 'node4');
      },
      breaks: [],
    },
    undo: async (cluster) => {
      await removeNode(cluster, 'node4');
      await cluster.daemon('node1', 'kube-controller-manager').restart();
      await restartsFlannel(...nodeNames)(cluster);
    },
  },
  {
    name: 'the last part of the network of the pods is given to a node',
    rule: 'addresses/pod-network-nearly-full',
    target: 'cluster',
    last: true,
    inject: async (cluster) => {
      await cluster.daemon('node1', 'kube-controller-manager').restartWith(clusterCidr('10.244.0.0/22'));
      await addNode(cluster, 'node4', '10.244.3.0/24', NODE4);
      await reportPods(cluster, 'node4');
    },
    breaks: [],
    loses: {
      what: 'a node that joins gets no pod network',
      isLost: async (cluster) => {
        const nodes = await cluster.api.list('/api/v1/nodes');
        const joins = nodes.some(({ metadata }) => metadata.name === 'node5');
        return joins && (await untilPodCidr(cluster, 'node5').catch(() => null)) === null;
      },
    },
    latent: {
      event: 'a node joins',
      happen: (cluster) => addNode(cluster, 'node5', null, '12:c6:65:89:b4:05'),
      breaks: [],
    },
    undo: async (cluster) => {
      for (const node of ['node5', 'node4']) await removeNode(cluster, node);
      await cluster.daemon('node1', 'kube-controller-manager').restart();
    },
  },
  {
    name: 'host-gw: a node lies behind a router',
    form: { backend: 'host-gw' },
    rule: 'flannel/host-gw-not-adjacent',
    last: true,
    inject: (cluster) => moveNode3(cluster, '192.168.10.163', '10.9.0.3'),
    breaks: ['pod node1>node3', 'pod node3>node1', 'pod node2>node3'],
    keeps: ['pod node1>node2'],
    undo: async (cluster) => {
      await moveNode3(cluster, '10.9.0.3', '192.168.10.163');
      await restartsFlannel(...nodeNames)(cluster);
      await restartsKubeProxy('node3')(cluster);
    },
  },
  {
    name: 'udp: every packet goes through flanneld, which restarts',
    form: { backend: 'udp' },
    rule: 'flannel/udp-backend',
    target: 'cluster',
    inject: async () => {},
    breaks: [],
    latent: {
      event: 'flanneld of a node is replaced',
      happen: (cluster) => cluster.daemon('node1', 'flanneld').stop(),
      breaks: ['pod node1>node2', 'pod node3>node1'],
    },
    undo: restartsFlannel('node1'),
  },
];
