import { on } from '../../lab/lab.ts';
import { answers, ask, clientOn, notAtItsAddress } from '../ask.ts';
import type { RealCase } from '../case.ts';
import { podCidrOf } from '../join-node.ts';
import type { RealCluster } from '../real-cluster.ts';
import { untilAnswers } from '../wait.ts';

const podPath = '/api/v1/namespaces/default/pods';

const pod = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: { nodeName: 'node2', containers: [{ name: 'client', image: 'localhost/busybox:1' }] },
});

const setInternalIp = (cluster: RealCluster, address: string): Promise<unknown> =>
  cluster.api.patch('/api/v1/nodes/node2/status', { status: { addresses: [{ type: 'InternalIP', address }] } });

async function addServiceCidr(cluster: RealCluster, cidr: string): Promise<void> {
  await cluster.api.create('/apis/networking.k8s.io/v1/servicecidrs', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'ServiceCIDR',
    metadata: { name: 'second' },
    spec: { cidrs: [cidr] },
  });
}

/** The API server takes addresses of a new ServiceCIDR after a moment. */
const addService = (cluster: RealCluster, clusterIP: string): Promise<unknown> =>
  untilAnswers(
    () =>
      cluster.api.create('/api/v1/namespaces/default/services', {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'taken' },
        spec: { clusterIP, ports: [{ port: 8080 }] },
      }),
    `a Service with ${clusterIP}`,
    { seconds: 10 },
  );

async function removeServiceCidr(cluster: RealCluster): Promise<void> {
  await cluster.kubectl('delete', 'service', 'taken');
  await cluster.kubectl('delete', 'servicecidr', 'second', '--timeout=20s');
}

const site = '10.244.200.53';
const nodeAsks = (server: string) => (cluster: RealCluster) =>
  on(cluster, 'node1', `echo 'nameserver ${server}' > /etc/resolv.conf`);

const hostOfTheInternet = '9.9.9.9';

export const moreAddressCases: readonly RealCase[] = [
  {
    name: 'a name server of the site lies in the network of the pods, in a part that no node has yet',
    rule: 'addresses/host-in-cluster-network',
    target: 'cluster',
    inject: async (cluster) => {
      await cluster.sandbox.sh(
        `ip -n gateway addr add ${site}/32 dev lo
        ip netns exec gateway dnsmasq --conf-file=/dev/null --no-resolv --no-hosts --user=root --pid-file=/run/site-dns.pid \\
          --listen-address=${site} --bind-interfaces --address=/example.test/203.0.113.10`,
      );
      await nodeAsks(site)(cluster);
    },
    breaks: [],
    loses: {
      what: "pods' questions to the name server of their node, which answers the node itself",
      isLost: async (cluster) => {
        const server = (await on(cluster, 'node1', `sed -n 's/^nameserver //p' /etc/resolv.conf`)).trim();
        const known = async (from: string | null): Promise<boolean> =>
          (await ask(cluster, 'node1', from, `@${server} example.test.`)) !== '';
        return (await known(null)) && !(await known(clientOn(cluster, 'node1').netns));
      },
    },
    undo: async (cluster) => {
      await nodeAsks('192.168.10.1')(cluster);
      await cluster.sandbox.sh(`kill $(cat /run/site-dns.pid); ip -n gateway addr del ${site}/32 dev lo`);
    },
  },
  {
    name: 'a Node is registered with the address of a NIC that the other nodes have no way to',
    rule: 'addresses/internal-ip-other-nic',
    target: 'node/node2',
    inject: async (cluster) => {
      await on(
        cluster,
        'node2',
        'ip link add eth1 type veth peer name wire1; ip link set wire1 up; ip addr add 10.9.0.2/24 dev eth1; ip link set eth1 up',
      );
      await setInternalIp(cluster, '10.9.0.2');
    },
    breaks: [],
    loses: notAtItsAddress('node2'),
    undo: async (cluster) => {
      await setInternalIp(cluster, '192.168.10.162');
      await on(cluster, 'node2', 'ip link del eth1');
    },
  },
  {
    name: 'ClusterIPs are taken from the network of the pods, and then one that a pod has',
    rule: 'addresses/service-network-overlap',
    target: 'cluster',
    last: true,
    inject: (cluster) => addServiceCidr(cluster, '10.244.0.0/20'),
    breaks: [],
    latent: {
      event: 'a Service gets the address of a pod',
      happen: (cluster) => {
        const web = cluster.pods.running.find(({ role, node }) => role === 'web' && node === 'node2');
        return addService(cluster, web?.addresses[0] ?? '');
      },
      breaks: ['pod node1>node2', 'pod node3>node2'],
    },
    undo: removeServiceCidr,
  },
  {
    name: 'ClusterIPs are taken from addresses of the Internet',
    rule: 'addresses/public-network',
    target: 'cluster',
    last: true,
    inject: async (cluster) => {
      await addServiceCidr(cluster, '9.9.9.0/24');
      await addService(cluster, hostOfTheInternet);
    },
    breaks: [],
    loses: {
      what: 'a host of the Internet with such an address',
      isLost: async (cluster) => {
        await cluster.sandbox.sh(
          `ip -n outside addr replace ${hostOfTheInternet}/32 dev lo; ip -n gateway route replace ${hostOfTheInternet} via 203.0.113.10`,
        );
        return !(await answers(cluster, clientOn(cluster, 'node1'), hostOfTheInternet, 8080, 'outside'));
      },
    },
    undo: removeServiceCidr,
  },
  {
    name: 'a node has one address left, the others are taken by pods that are gone',
    rule: 'cni/addresses-nearly-used-up',
    target: 'node/node2',
    explains: ['cni/addresses-leaked'],
    inject: async (cluster) => {
      const network = ((await podCidrOf(cluster, 'node2')) ?? '').replace(/0\/\d+$/, '');
      await on(
        cluster,
        'node2',
        `cd /var/lib/cni/networks/*/ && for i in $(seq 2 253); do
          [ -e ${network}$i ] || printf 'gone\\r\\neth0' > ${network}$i; done; [ ! -e ${network}254 ]`,
      );
    },
    breaks: [],
    latent: {
      event: 'two more pods are meant for the node, and one gets no address',
      happen: async (cluster) => {
        for (const name of ['one-more', 'two-more']) await cluster.api.create(podPath, pod(name));
        const left = await cluster.pods.settle(2);
        if (left.filter((text) => /no IP addresses available/.test(text)).length !== 1)
          throw new Error(`not one of the new pods is without an address: ${left.join('; ')}`);
      },
      breaks: [],
    },
    undo: async (cluster) => {
      await cluster.kubectl('delete', 'pod', 'one-more', 'two-more', '--force', '--grace-period=0');
      await on(cluster, 'node2', 'grep -l gone /var/lib/cni/networks/*/* | xargs rm');
    },
  },
];
