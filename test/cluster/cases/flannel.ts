import { on } from '../../lab/lab.ts';
import { clientOn, seenAs, succeeds } from '../ask.ts';
import { type RealCase, restartsFlannel } from '../case.ts';
import { flanneldFor } from '../join-node.ts';
import { flannelConfig } from '../node-daemons.ts';
import { nodeNames } from '../nodes.ts';
import type { RealCluster } from '../real-cluster.ts';
import { untilAnswers } from '../wait.ts';
import { addNode, ageCluster, removeNode } from './add-node.ts';
import { replaceWebPod } from './services.ts';

const podCidr = async (cluster: RealCluster, node: string): Promise<string> =>
  ((await cluster.api.get(`/api/v1/nodes/${node}`)).spec as { readonly podCIDR: string }).podCIDR;

const overlayAddress = async (cluster: RealCluster, node: string): Promise<string> =>
  (await podCidr(cluster, node)).replace(/\/.*/, '');

const annotate = (
  cluster: RealCluster,
  node: string,
  annotations: Readonly<Record<string, string | null>>,
): Promise<unknown> =>
  cluster.api.patch(`/api/v1/nodes/${node}`, {
    metadata: {
      annotations: Object.fromEntries(
        Object.entries(annotations).map(([name, value]) => [`flannel.alpha.coreos.com/${name}`, value]),
      ),
    },
  });

const vtepMac = (cluster: RealCluster, node: string): Promise<string> =>
  on(cluster, node, 'cat /sys/class/net/flannel.1/address').then((text) => text.trim());

/** As when a Node object is made anew: flanneld takes a MAC at random and tells it. */
async function newVtep(cluster: RealCluster, node: string): Promise<void> {
  await cluster.daemon(node, 'flanneld').stop();
  await annotate(cluster, node, { 'backend-data': null });
  await on(cluster, node, 'ip link del flannel.1');
  await cluster.daemon(node, 'flanneld').start();
}

/** Writes flannel's configuration into its ConfigMap and, as the mount of the pods would, onto the nodes. */
async function configure(cluster: RealCluster, change: Readonly<Record<string, unknown>>): Promise<void> {
  const text = JSON.stringify({ ...(JSON.parse(flannelConfig(cluster.form)) as object), ...change });
  await cluster.api.patch('/api/v1/namespaces/kube-flannel/configmaps/kube-flannel-cfg', {
    data: { 'net-conf.json': text },
  });
  for (const node of nodeNames)
    await cluster.machines.get(node)?.sh('cat > /etc/kube-flannel/net-conf.json', { stdin: text });
}

/** flanneld starts as after a reboot: nothing is left of what it made. */
async function startAnew(cluster: RealCluster, node: string): Promise<void> {
  await cluster.daemon(node, 'flanneld').stop();
  await on(cluster, node, 'ip link del flannel.1');
  await cluster.daemon(node, 'flanneld').start();
}

/** flanneld of node1 has read another Network than the ConfigMap has now. */
async function withNetwork(cluster: RealCluster, network: string): Promise<void> {
  const config = flannelConfig(cluster.form).replace('10.244.0.0/16', network);
  await cluster.daemon('node1', 'flanneld').stop();
  await cluster.machines.get('node1')?.sh('cat > /etc/kube-flannel/net-conf.json', { stdin: config });
  await cluster.daemon('node1', 'flanneld').start();
}

/** Another UDP port for the tunnels of some nodes: a device keeps its own, so that it has to be made anew. */
async function withPorts(cluster: RealCluster, ports: Readonly<Record<string, number | undefined>>): Promise<void> {
  for (const [node, Port] of Object.entries(ports)) {
    const text = JSON.stringify({
      ...(JSON.parse(flannelConfig(cluster.form)) as object),
      Backend: { Type: 'vxlan', Port },
    });
    await cluster.daemon(node, 'flanneld').stop();
    await cluster.machines
      .get(node)
      ?.sh('ip link del flannel.1; cat > /etc/kube-flannel/net-conf.json', { stdin: text });
    await cluster.daemon(node, 'flanneld').start();
  }
}

export const flannelCases: readonly RealCase[] = [
  {
    name: "an old MAC of a peer's VTEP in the neighbour table",
    smoke: true,
    rule: 'flannel/vtep-mac-stale',
    target: 'node/node1',
    inject: async (cluster) =>
      on(
        cluster,
        'node1',
        `ip neigh replace ${await overlayAddress(cluster, 'node2')} lladdr 12:c6:65:89:b4:aa dev flannel.1 nud permanent`,
      ),
    breaks: ['pod node1>node2'],
    keeps: ['pod node1>node3'],
  },
  {
    name: 'the route to a peer is gone',
    smoke: true,
    rule: 'flannel/peer-route-missing',
    target: 'node/node1',
    inject: async (cluster) => on(cluster, 'node1', `ip route del ${await podCidr(cluster, 'node2')}`),
    breaks: ['pod node1>node2', 'pod node2>node1'],
    keeps: ['pod node1>node3'],
  },
  {
    name: 'host-gw: the route to a peer is gone',
    form: { backend: 'host-gw' },
    rule: 'flannel/peer-route-missing',
    target: 'node/node1',
    inject: async (cluster) => on(cluster, 'node1', `ip route del ${await podCidr(cluster, 'node2')}`),
    breaks: ['pod node1>node2', 'pod node2>node1'],
    // flanneld of host-gw looks after its routes every 10 s.
    undo: async () => {},
  },
  {
    name: 'the FDB entry of a peer is gone',
    smoke: true,
    rule: 'flannel/fdb-missing',
    target: 'node/node1',
    inject: async (cluster) =>
      on(cluster, 'node1', `bridge fdb del ${await vtepMac(cluster, 'node2')} dev flannel.1 dst 192.168.10.162 self`),
    breaks: ['pod node1>node2'],
  },
  {
    name: 'flannel.1 is down',
    rule: 'flannel/device-down',
    target: 'node/node1',
    inject: (cluster) => on(cluster, 'node1', 'ip link set flannel.1 down'),
    breaks: ['pod node1>node2', 'pod node1>node3'],
    undo: restartsFlannel('node1'),
  },
  {
    name: 'flannel.1 was deleted, which kills flanneld',
    rule: 'flannel/device-missing',
    target: 'node/node1',
    inject: (cluster) => on(cluster, 'node1', 'ip link del flannel.1'),
    breaks: ['pod node1>node2', 'pod node1>node3'],
    undo: restartsFlannel('node1'),
  },
  {
    name: "the annotation with a node's address is wrong",
    smoke: true,
    rule: 'flannel/public-ip-foreign',
    target: 'node/node2',
    inject: (cluster) => annotate(cluster, 'node2', { 'public-ip': '192.168.10.199' }),
    breaks: ['pod node1>node2', 'pod node3>node2'],
  },
  {
    name: "the annotation with a VTEP's MAC was changed",
    rule: 'flannel/vtep-annotation-changed',
    target: 'node/node2',
    inject: (cluster) =>
      annotate(cluster, 'node2', { 'backend-data': JSON.stringify({ VNI: 1, VtepMAC: '12:c6:65:89:b4:cc' }) }),
    breaks: ['pod node1>node2', 'pod node3>node2'],
  },
  {
    name: "a VTEP's MAC was changed by hand",
    rule: 'flannel/vtep-mac-changed',
    target: 'node/node2',
    inject: (cluster) => on(cluster, 'node2', 'ip link set flannel.1 address 12:c6:65:89:b4:aa'),
    breaks: ['pod node1>node2', 'pod node3>node2'],
    undo: restartsFlannel('node2'),
  },
  {
    name: "a peer's VTEP became another while flanneld was stopped here",
    rule: 'flannel/vtep-mac-stale',
    target: 'node/node1',
    inject: async (cluster) => {
      await cluster.daemon('node1', 'flanneld').stop();
      await newVtep(cluster, 'node2');
    },
    breaks: ['pod node1>node2', 'pod node2>node1'],
    keeps: ['pod node3>node2'],
    undo: restartsFlannel('node1'),
  },
  {
    name: 'the neighbour entry of a peer is gone',
    rule: 'flannel/neighbour-missing',
    target: 'node/node1',
    inject: async (cluster) =>
      on(cluster, 'node1', `ip neigh del ${await overlayAddress(cluster, 'node2')} dev flannel.1`),
    breaks: ['pod node1>node2'],
    keeps: ['pod node1>node3'],
  },
  {
    name: 'flanneld is dead; then another node gets a new VTEP',
    rule: 'flannel/flanneld-down',
    target: 'node/node1',
    inject: async (cluster) => {
      // A pod that is as young as those of the cases before may still be starting.
      await ageCluster(cluster);
      await cluster.daemon('node1', 'flanneld').kill();
    },
    breaks: [],
    latent: {
      event: 'node2 gets a new VTEP',
      happen: (cluster) => newVtep(cluster, 'node2'),
      breaks: ['pod node1>node2', 'pod node2>node1'],
    },
    undo: restartsFlannel('node1'),
  },
  {
    name: 'udp: flanneld is dead, and with it the way to the other nodes',
    form: { backend: 'udp' },
    rule: 'flannel/flanneld-down-dataplane',
    target: 'node/node1',
    inject: (cluster) => cluster.daemon('node1', 'flanneld').kill(),
    breaks: ['pod node1>node2', 'pod node2>node1'],
    keeps: ['pod node2>node3'],
    undo: restartsFlannel('node1'),
  },
  {
    name: "a peer's route goes through a third node, which throws the answers away",
    rule: 'flannel/peer-route-detour',
    target: 'node/node1',
    inject: async (cluster) =>
      on(
        cluster,
        'node1',
        `ip route replace ${await podCidr(cluster, 'node2')} via ${await overlayAddress(cluster, 'node3')} dev flannel.1 onlink`,
      ),
    // node3 has never seen the connection that it gets an answer of, and kube-proxy's rules drop that as INVALID.
    breaks: ['pod node2>node1'],
    keeps: ['pod node1>node2'],
  },
  {
    name: 'a node went while flanneld was stopped, and its route stays',
    rule: 'flannel/orphan-route',
    target: 'node/node1',
    inject: async (cluster) => {
      const left = '10.244.200.0/24';
      await addNode(cluster, 'node4', left, '12:c6:65:89:b4:04');
      await on(
        cluster,
        'node1',
        `for i in $(seq 50); do ip route show ${left} | grep -q flannel && break; sleep 0.1; done`,
      );
      await cluster.daemon('node1', 'flanneld').stop();
      await removeNode(cluster, 'node4');
      await cluster.daemon('node1', 'flanneld').start();
    },
    breaks: [],
    loses: {
      what: 'the network, for somebody else who uses it',
      isLost: async (cluster) => {
        await cluster.sandbox.sh('ip -n gateway addr replace 10.244.200.9/32 dev lo');
        return !(await succeeds(cluster, 'node1', 'ping -c 1 -W 1 10.244.200.9 >/dev/null'));
      },
    },
  },
  {
    name: 'a route throws away half of the network of a peer, the half that no pod has',
    rule: 'flannel/route-shadowed-unused',
    target: 'node/node1',
    inject: async (cluster) =>
      on(
        cluster,
        'node1',
        `ip route add blackhole ${(await overlayAddress(cluster, 'node2')).replace(/0$/, '128')}/25`,
      ),
    breaks: [],
    latent: {
      event: 'a pod is replaced, and gets an address in that half',
      happen: async (cluster) => {
        const address = (await overlayAddress(cluster, 'node2')).replace(/0$/, '200');
        await on(cluster, 'node2', `cd /var/lib/cni/networks/*/ && printf ${address} > last_reserved_ip.0`);
        await replaceWebPod(cluster, 'node2');
      },
      breaks: ['pod node1>node2'],
    },
  },
  {
    name: 'a route throws away the half of the network of a peer that its pods have',
    rule: 'flannel/route-shadowed',
    target: 'node/node1',
    inject: async (cluster) =>
      on(cluster, 'node1', `ip route add blackhole ${await overlayAddress(cluster, 'node2')}/25`),
    breaks: ['pod node1>node2'],
  },
  {
    name: 'subnet.env is gone, and a new pod gets no network',
    rule: 'flannel/subnet-env-missing',
    target: 'node/node1',
    inject: (cluster) => on(cluster, 'node1', 'rm /run/flannel/subnet.env'),
    breaks: [],
    latent: {
      event: 'a pod is replaced',
      happen: async (cluster) => {
        const pod = cluster.pods.running.find(({ owner, node }) => owner === 'web' && node === 'node1');
        await cluster.kubectl('delete', 'pod', pod?.name ?? '', '--wait=false');
        await cluster.pods.settle(2);
      },
      breaks: ['pod node2>node1'],
    },
    undo: restartsFlannel('node1'),
  },
  {
    name: 'two VTEPs with one MAC: the other nodes reach only one of them',
    rule: 'flannel/vtep-mac-shared',
    target: 'cluster',
    last: true,
    inject: async (cluster) => {
      const mac = await vtepMac(cluster, 'node2');
      await cluster.daemon('node3', 'flanneld').stop();
      await on(cluster, 'node3', 'ip link del flannel.1');
      await annotate(cluster, 'node3', { 'backend-data': JSON.stringify({ VNI: 1, VtepMAC: mac }) });
      await cluster.daemon('node3', 'flanneld').start();
    },
    breaks: ['pod node1>node2', 'pod node3>node2'],
    undo: async (cluster) => {
      await cluster.daemon('node3', 'flanneld').stop();
      await on(cluster, 'node3', 'ip link del flannel.1');
      await annotate(cluster, 'node3', { 'backend-data': null });
      await restartsFlannel('node3', 'node1', 'node2')(cluster);
    },
  },
  {
    name: 'only the annotation of a VTEP is old: the others were told the new MAC by hand',
    rule: 'flannel/vtep-mac-annotation',
    target: 'node/node2',
    inject: async (cluster) => {
      const mac = '12:c6:65:89:b4:bb';
      const [own, ...peers] = ['node2', 'node1', 'node3'] as const;
      const entries = await Promise.all(
        peers.map(
          async (peer) =>
            `ip neigh replace ${await overlayAddress(cluster, peer)} lladdr ${await vtepMac(cluster, peer)} dev flannel.1 nud permanent`,
        ),
      );
      await on(cluster, own, `ip link set flannel.1 address ${mac}; ${entries.join('; ')}`);
      const address = await overlayAddress(cluster, own);
      for (const peer of peers)
        await on(
          cluster,
          peer,
          `ip neigh replace ${address} lladdr ${mac} dev flannel.1 nud permanent; bridge fdb replace ${mac} dev flannel.1 dst 192.168.10.162 self permanent`,
        );
    },
    breaks: [],
    latent: {
      event: 'flanneld on node1 is restarted and takes the MAC from the annotation',
      happen: (cluster) => cluster.daemon('node1', 'flanneld').restart(),
      breaks: ['pod node1>node2'],
    },
  },
  {
    name: 'the podCIDR of a node was never assigned',
    rule: 'flannel/pod-cidr-missing',
    target: 'node/node4',
    inject: async (cluster) => {
      await cluster.daemon('node1', 'kube-controller-manager').stop();
      await addNode(cluster, 'node4', null, '12:c6:65:89:b4:04');
    },
    breaks: [],
    loses: {
      what: 'flanneld of node4 ends at once',
      isLost: async (cluster) => /pod cidr not assigned/.test(await flanneldFor(cluster, 'node4')),
    },
    undo: async (cluster) => {
      await removeNode(cluster, 'node4');
      await cluster.daemon('node1', 'kube-controller-manager').start();
    },
  },
  {
    name: 'the configuration names a network that no podCIDR lies in; then flanneld restarts',
    rule: 'flannel/network-excludes-pods',
    target: 'cluster',
    last: true,
    inject: (cluster) => configure(cluster, { Network: '10.224.0.0/16' }),
    breaks: [],
    loses: {
      what: 'flanneld of node1 ends at once',
      isLost: async (cluster) => !(await cluster.daemon('node1', 'flanneld').running()),
    },
    latent: {
      event: 'flanneld of node1 is restarted',
      happen: async (cluster) => {
        await cluster.daemon('node1', 'flanneld').restart();
        await new Promise((resolve) => setTimeout(resolve, 4000));
      },
      breaks: [],
    },
    undo: async (cluster) => {
      await configure(cluster, {});
      await restartsFlannel('node1')(cluster);
    },
  },
  {
    name: 'the configuration names another backend than the nodes use; then a flanneld restarts',
    rule: 'flannel/backend-not-applied',
    target: 'cluster',
    last: true,
    inject: (cluster) => configure(cluster, { Backend: { Type: 'host-gw' } }),
    breaks: [],
    latent: {
      event: 'flanneld of node1 starts without its old device, as after a reboot',
      happen: (cluster) => startAnew(cluster, 'node1'),
      breaks: ['pod node1>node2', 'pod node3>node1'],
    },
    undo: async (cluster) => {
      await configure(cluster, {});
      await restartsFlannel(...nodeNames)(cluster);
    },
  },
  {
    name: 'only one node has followed a change of the backend',
    rule: 'flannel/backend-differs',
    last: true,
    inject: async (cluster) => {
      await configure(cluster, { Backend: { Type: 'host-gw' } });
      await startAnew(cluster, 'node1');
      await untilAnswers(async () => {
        const { metadata } = await cluster.api.get('/api/v1/nodes/node1');
        const type = (metadata.annotations as Readonly<Record<string, string>>)[
          'flannel.alpha.coreos.com/backend-type'
        ];
        if (type !== 'host-gw') throw new Error(`node1 still announces ${type}`);
      }, 'the new backend of node1');
    },
    breaks: ['pod node1>node2', 'pod node3>node1'],
    undo: async (cluster) => {
      await configure(cluster, {});
      await restartsFlannel(...nodeNames)(cluster);
    },
  },
  {
    name: 'host-gw: a node announces an address that the others have no way to',
    form: { backend: 'host-gw' },
    rule: 'flannel/public-ip-other-nic',
    target: 'node/node2',
    last: true,
    inject: async (cluster) => {
      await on(cluster, 'node2', 'ip addr add 10.9.0.2/32 dev lo');
      await annotate(cluster, 'node2', { 'public-ip': '10.9.0.2' });
    },
    breaks: ['pod node1>node2', 'pod node3>node2'],
    undo: async (cluster) => {
      await on(cluster, 'node2', 'ip addr del 10.9.0.2/32 dev lo');
      await restartsFlannel('node2')(cluster);
    },
  },
  {
    name: 'the network was enlarged, and a flanneld does not know',
    rule: 'flannel/subnet-env-network',
    target: 'node/node1',
    inject: async (cluster) => {
      // As it was: a part that has all podCIDRs of today.
      await withNetwork(cluster, '10.244.0.0/20');
      await on(cluster, 'node1', 'until grep -q /20 /run/flannel/subnet.env; do sleep 0.1; done; sleep 1');
    },
    breaks: [],
    loses: {
      what: "a pod's own address, towards nodes in the new part: node1 stands in for it",
      isLost: async (cluster) =>
        !clientOn(cluster, 'node1').addresses.includes(await seenAs(cluster, 'node1', '10.244.200.9', 8080)),
    },
    undo: (cluster) => withNetwork(cluster, '10.244.0.0/16'),
  },
  {
    name: 'every node has a file of its own with another UDP port, and no ConfigMap says which is right',
    rule: 'flannel/tunnel-disputed',
    target: 'peer/node1>node2',
    last: true,
    inject: async (cluster) => {
      await cluster.kubectl('-n', 'kube-flannel', 'delete', 'configmap', 'kube-flannel-cfg');
      await withPorts(cluster, { node1: 4789, node2: 4790 });
    },
    breaks: ['pod node1>node2', 'pod node2>node3'],
    undo: (cluster) => withPorts(cluster, { node1: undefined, node2: undefined }),
  },
];
