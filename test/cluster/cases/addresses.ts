import { on } from '../../lab/lab.ts';
import { answers, ask, clientOn, notAtItsAddress, succeeds } from '../ask.ts';
import { type RealCase, restartsFlannel } from '../case.ts';
import { nodeNames } from '../nodes.ts';
import type { RealCluster } from '../real-cluster.ts';
import { addNode, ageCluster, removeNode } from './add-node.ts';

interface NodeObject {
  readonly spec: { readonly podCIDR: string };
  readonly metadata: { readonly annotations: Readonly<Record<string, string>> };
}

const nodeObject = async (cluster: RealCluster, node: string): Promise<NodeObject> =>
  (await cluster.api.get(`/api/v1/nodes/${node}`)) as unknown as NodeObject;

/** The address before the slash, with another last number. */
const addressIn = (cidr: string, last: number): string => cidr.replace(/\d+\/\d+$/, String(last));

const setInternalIp = (cluster: RealCluster, node: string, address: string): Promise<unknown> =>
  cluster.api.patch(`/api/v1/nodes/${node}/status`, { status: { addresses: [{ type: 'InternalIP', address }] } });

export const addressCases: readonly RealCase[] = [
  {
    name: 'two Nodes with one podCIDR: a third node sends to whichever came last',
    rule: 'addresses/pod-network-overlap',
    target: 'node/node4',
    last: true,
    inject: async (cluster) => {
      const { spec } = await nodeObject(cluster, 'node2');
      await addNode(cluster, 'node4', spec.podCIDR, '12:c6:65:89:b4:04');
    },
    breaks: ['pod node1>node2', 'pod node3>node2'],
    keeps: ['pod node1>node3'],
    undo: async (cluster) => {
      await removeNode(cluster, 'node4');
      await restartsFlannel(...nodeNames)(cluster);
    },
  },
  {
    name: "a name server lies in a node's pod network",
    rule: 'addresses/host-in-pod-network',
    target: 'cluster',
    inject: async (cluster) => {
      const { spec } = await nodeObject(cluster, 'node2');
      await on(cluster, 'node1', `echo 'nameserver ${addressIn(spec.podCIDR, 53)}' > /etc/resolv.conf`);
    },
    breaks: [],
    loses: {
      what: 'names, on node1',
      isLost: async (cluster) => (await ask(cluster, 'node1', null, 'example.test.')) === '',
    },
    undo: (cluster) => on(cluster, 'node1', "echo 'nameserver 192.168.10.1' > /etc/resolv.conf"),
  },
  {
    name: 'a Node is registered with an address that its machine does not have',
    rule: 'addresses/internal-ip-foreign',
    target: 'node/node2',
    inject: (cluster) => setInternalIp(cluster, 'node2', '192.168.10.99'),
    breaks: [],
    loses: notAtItsAddress('node2'),
    undo: (cluster) => setInternalIp(cluster, 'node2', '192.168.10.162'),
  },
  {
    name: 'a Node is registered with the address of another one',
    rule: 'addresses/internal-ip-foreign',
    target: 'node/node2',
    explains: ['addresses/internal-ip-shared'],
    inject: (cluster) => setInternalIp(cluster, 'node2', '192.168.10.163'),
    breaks: [],
    loses: notAtItsAddress('node2'),
    undo: (cluster) => setInternalIp(cluster, 'node2', '192.168.10.162'),
  },
  {
    name: 'ClusterIPs are taken from the pod network, and a pod has the address of a Service',
    rule: 'addresses/cluster-ip-taken',
    target: 'cluster',
    explains: ['firewall/reject-before-accept'],
    last: true,
    inject: async (cluster) => {
      const pod = cluster.pods.running.find(({ role, node }) => role === 'web' && node === 'node2');
      const address = pod?.addresses[0] ?? '';
      await cluster.api.create('/apis/networking.k8s.io/v1/servicecidrs', {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'ServiceCIDR',
        metadata: { name: 'second' },
        spec: { cidrs: ['10.244.0.0/20'] },
      });
      for (const wait of Array.from({ length: 20 }, () => 250)) {
        const made = await cluster.api
          .create('/api/v1/namespaces/default/services', {
            apiVersion: 'v1',
            kind: 'Service',
            metadata: { name: 'taken' },
            spec: { clusterIP: address, ports: [{ port: 8080 }] },
          })
          .then(() => true)
          .catch(() => false);
        if (made) return;
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
      throw new Error('no Service could be made in the second ServiceCIDR');
    },
    // The Service has no endpoints: what is sent to the pod is refused.
    breaks: ['pod node1>node2', 'pod node3>node2'],
    undo: async (cluster) => {
      await cluster.kubectl('delete', 'service', 'taken');
      await cluster.kubectl('delete', 'servicecidr', 'second');
    },
  },
  {
    name: 'a pod has kept an address of another network',
    rule: 'addresses/pod-ip-outside-pod-cidr',
    target: 'node/node2',
    inject: (cluster) => addPod(cluster, 'stray', 'node2', '10.200.0.5'),
    breaks: [],
    loses: {
      what: 'the way to that pod',
      isLost: async (cluster) =>
        (await hasPod(cluster, 'stray')) && !(await succeeds(cluster, 'node1', 'ping -c 1 -W 1 10.200.0.5 >/dev/null')),
    },
    undo: (cluster) => removePod(cluster, 'stray'),
  },
  {
    name: 'the API has two running pods with one address',
    rule: 'addresses/pod-ip-shared',
    target: 'node/node2',
    inject: async (cluster) => addPod(cluster, 'twin', 'node2', webOn(cluster, 'node2')),
    breaks: [],
    loses: {
      what: 'what is for one of them: the other one answers',
      isLost: async (cluster) =>
        (await hasPod(cluster, 'twin')) &&
        answers(cluster, clientOn(cluster, 'node1'), webOn(cluster, 'node2'), 8080, 'web-'),
    },
    undo: (cluster) => removePod(cluster, 'twin'),
  },
  {
    name: 'a forgotten network namespace has the address of a pod',
    rule: 'addresses/pod-ip-shared',
    target: 'node/node2',
    inject: async (cluster) => {
      const { spec } = await nodeObject(cluster, 'node2');
      const gateway = addressIn(spec.podCIDR, 1);
      await on(
        cluster,
        'node2',
        `ip netns add forgotten; ip link add v-forgotten type veth peer name eth0 netns forgotten
        ip link set v-forgotten master cni0 up; ip -n forgotten addr add ${webOn(cluster, 'node2')}/24 dev eth0; ip -n forgotten link set eth0 up
        ip -n forgotten route add default via ${gateway}
        ip netns exec forgotten ping -c 3 -i 0.3 ${gateway} >/dev/null || true`,
      );
    },
    breaks: ['pod node1>node2', 'pod node3>node2'],
    undo: (cluster) => on(cluster, 'node2', 'ip link del v-forgotten; ip netns del forgotten; ip neigh flush dev cni0'),
  },
  {
    name: 'every address of a node is taken by pods that are gone',
    rule: 'cni/addresses-used-up',
    target: 'node/node2',
    explains: ['cni/addresses-leaked'],
    inject: async (cluster) => {
      const { spec } = await nodeObject(cluster, 'node2');
      await on(
        cluster,
        'node2',
        `cd /var/lib/cni/networks/*/ && for i in $(seq 2 254); do f=${addressIn(spec.podCIDR, 0).replace(/0$/, '')}$i
        [ -e $f ] || printf 'gone\\r\\neth0' > $f; done`,
      );
    },
    breaks: [],
    latent: {
      event: 'one more pod is meant for the node, and gets no address',
      happen: async (cluster) => {
        await cluster.api.create('/api/v1/namespaces/default/pods', podOn('node2', 'one-more'));
        const left = await cluster.pods.settle(2);
        if (!left.some((text) => /no IP addresses available/.test(text)))
          throw new Error(`the new pod got an address: ${left.join('; ')}`);
      },
      breaks: [],
    },
    undo: async (cluster) => {
      await removePod(cluster, 'one-more');
      await on(cluster, 'node2', 'grep -l gone /var/lib/cni/networks/*/* | xargs rm');
    },
  },
];

const webOn = (cluster: RealCluster, node: string): string =>
  cluster.pods.running.find((pod) => pod.role === 'web' && pod.node === node)?.addresses[0] ?? '';

/** A pod as a kubelet would report it; what it says of its address is all that is there of it. */
async function addPod(cluster: RealCluster, name: string, node: string, address: string): Promise<void> {
  const path = '/api/v1/namespaces/default/pods';
  await cluster.api.create(path, podOn(node, name));
  await cluster.api.patch(`${path}/${name}/status`, {
    status: { phase: 'Running', podIP: address, podIPs: [{ ip: address }] },
  });
  await ageCluster(cluster);
}

const hasPod = async (cluster: RealCluster, name: string): Promise<boolean> =>
  (await cluster.api.list('/api/v1/namespaces/default/pods')).some(({ metadata }) => metadata.name === name);

const removePod = (cluster: RealCluster, name: string): Promise<unknown> =>
  cluster.kubectl('delete', 'pod', name, '--force', '--grace-period=0');

const podOn = (node: string, name: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: { nodeName: node, containers: [{ name: 'client', image: 'localhost/busybox:1' }] },
});
