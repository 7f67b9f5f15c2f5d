import { on } from '../../lab/lab.ts';
import { type RealCase, restartsFlannel } from '../case.ts';
import { nodeNames } from '../nodes.ts';
import type { RealCluster } from '../real-cluster.ts';
import { addNode } from './add-node.ts';

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
      await cluster.kubectl('delete', 'node', 'node4');
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
    undo: (cluster) => on(cluster, 'node1', "echo 'nameserver 192.168.10.1' > /etc/resolv.conf"),
  },
  {
    name: 'a Node is registered with an address that its machine does not have',
    rule: 'addresses/internal-ip-foreign',
    target: 'node/node2',
    inject: (cluster) => setInternalIp(cluster, 'node2', '192.168.10.99'),
    breaks: [],
    undo: (cluster) => setInternalIp(cluster, 'node2', '192.168.10.162'),
  },
  {
    name: 'a Node is registered with the address of another one',
    rule: 'addresses/internal-ip-foreign',
    target: 'node/node2',
    explains: ['addresses/internal-ip-shared'],
    inject: (cluster) => setInternalIp(cluster, 'node2', '192.168.10.163'),
    breaks: [],
    undo: (cluster) => setInternalIp(cluster, 'node2', '192.168.10.162'),
  },
  {
    name: 'ClusterIPs are taken from the pod network, and a pod has the address of a Service',
    rule: 'addresses/cluster-ip-taken',
    target: 'cluster',
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
            spec: { clusterIP: address, ports: [{ port: 80 }] },
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
    name: 'a pod was made while subnet.env was wrong, and stays when that is mended',
    rule: 'addresses/pod-ip-outside-pod-cidr',
    target: 'node/node2',
    last: true,
    inject: async (cluster) => {
      const pod = cluster.pods.running.find(({ role, node }) => role === 'web' && node === 'node2');
      await on(cluster, 'node2', 'cp /run/flannel/subnet.env /run/flannel/kept');
      await on(cluster, 'node2', 'sed -i s,^FLANNEL_SUBNET=.*,FLANNEL_SUBNET=10.244.77.1/24, /run/flannel/subnet.env');
      await on(cluster, 'node2', 'ip link del cni0 || true');
      await cluster.kubectl('delete', 'pod', '--wait=false', pod?.name ?? '');
      await cluster.pods.settle();
      await on(cluster, 'node2', 'mv /run/flannel/kept /run/flannel/subnet.env');
    },
    breaks: ['pod node1>node2', 'pod node3>node2'],
  },
];
