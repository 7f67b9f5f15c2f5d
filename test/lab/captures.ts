import type { FaultCase } from './case.ts';
import { firewallFaults } from './cases/firewall.ts';
import { flannelFaults } from './cases/flannel.ts';
import { ovsFaults } from './cases/ovs.ts';
import { podVmFaults } from './cases/pod-vm.ts';
import { fitting, storyNodes } from './cases/story-004.ts';
import { buildFlannelCluster } from './cluster.ts';
import type { Lab } from './lab.ts';
import { buildOvsLab } from './ovs.ts';
import { buildPodVmLab } from './pod-vm.ts';

/** A snapshot that is made in the lab. */
export interface Capture {
  readonly name: string;
  readonly title: string;
  readonly text: string;
  readonly build: () => Promise<Lab>;
  readonly inject: (lab: Lab) => Promise<unknown>;
  readonly breaks: readonly string[];
  readonly keeps: readonly string[];
  /** The first root that a scan must find; null where nothing is wrong. */
  readonly rule: string | null;
}

interface Words {
  readonly name: string;
  readonly title: string;
  readonly text: string;
}

/** The fault of a case, told as a story. */
function broken<L extends Lab>(
  words: Words,
  build: () => Promise<L>,
  cases: readonly FaultCase<L>[],
  fault: string,
): Capture {
  const found = cases.find(({ name }) => name === fault);
  if (found === undefined) throw new Error(`no case "${fault}"`);
  return {
    ...words,
    breaks: found.breaks,
    keeps: found.keeps ?? [],
    rule: found.rule,
    // One lab goes through both functions: the one that `build` made.
    ...bind(build, found.inject),
  };
}

function bind<L extends Lab>(
  build: () => Promise<L>,
  inject: (lab: L) => Promise<unknown>,
): Pick<Capture, 'build' | 'inject'> {
  let built: L | undefined;
  return {
    build: async () => {
      built = await build();
      return built;
    },
    inject: async () => {
      if (built === undefined) throw new Error('inject comes after build');
      await inject(built);
    },
  };
}

const cluster = (): ReturnType<typeof buildFlannelCluster> => buildFlannelCluster();
const story004 = (): ReturnType<typeof buildFlannelCluster> => buildFlannelCluster({ nodes: storyNodes });

const crossNode =
  'Pods on one node reach each other, pods on different nodes do not: the story of flannel across nodes, made real on a cluster of three nodes (flannel vxlan, kube-proxy in iptables mode).';
const ovs =
  "The network of the story about a pod that cannot reach the API server through its ClusterIP: pods on br0 (fail_mode secure, a controller on loopback), eth-int and eth-ext to br-ext, and the NIC enp1s0 there; Open vSwitch's user-space datapath. A DNAT rule in each pod stands for the story's eBPF program.";
const oneNode =
  'The story of one node whose pods reach no Service, while pod addresses work there, FORWARD is not DROP, ip_forward is 1, the routes are ordinary, a restart of kube-proxy does not help and a reboot does. Its author never found the cause. This is one that fits every symptom (docs/story-004.md).';

export const captures: readonly Capture[] = [
  {
    name: 'healthy-flannel-vxlan',
    title: 'A healthy cluster',
    text: 'Three nodes with flannel vxlan, kube-proxy in iptables mode, CoreDNS twice, a NodePort Service. Nothing is wrong.',
    breaks: [],
    keeps: [],
    rule: null,
    ...bind(cluster, async () => {}),
  },
  {
    name: 'healthy-ovs',
    title: 'A healthy cluster on Open vSwitch',
    text: `${ovs} Nothing is wrong: internal ports are down here as on the story's nodes.`,
    breaks: [],
    keeps: [],
    rule: null,
    ...bind(buildOvsLab, async () => {}),
  },
  broken(
    {
      name: 'ovs-pod-to-apiserver-lab-controller-lost',
      title: 'A pod cannot reach the API server: the controller is gone',
      text: `${ovs} On k8s-node the controller of br0 was stopped: br0 forwards nothing that it has no flow for.`,
    },
    buildOvsLab,
    ovsFaults,
    'the controller of br0 is gone',
  ),
  broken(
    {
      name: 'ovs-pod-to-apiserver-lab-uplink-missing',
      title: 'A pod cannot reach the API server: br-ext has no uplink',
      text: `${ovs} On k8s-node enp1s0 was taken out of br-ext (\`ovs-vsctl del-port br-ext enp1s0\`).`,
    },
    buildOvsLab,
    ovsFaults,
    'br-ext has no uplink',
  ),
  broken(
    {
      name: 'ovs-pod-to-apiserver-lab-bridge-link',
      title: 'A pod cannot reach the API server: the bridges are not joined',
      text: `${ovs} On k8s-node eth-ext was taken out of br-ext (\`ovs-vsctl del-port br-ext eth-ext\`): what br0 sends through eth-int arrives nowhere.`,
    },
    buildOvsLab,
    ovsFaults,
    'one end of the link between the bridges is no port',
  ),
  broken(
    {
      name: 'flannel-cross-node-lab-peer-route',
      title: 'Pods on different nodes do not reach each other: a route is missing',
      text: `${crossNode} On node1 the route to the pods of node2 was deleted (\`ip route del 10.244.2.0/24\`).`,
    },
    cluster,
    flannelFaults,
    'the route to a peer is missing',
  ),
  broken(
    {
      name: 'flannel-cross-node-lab-vtep-mac',
      title: 'Pods on different nodes do not reach each other: an old VTEP MAC',
      text: `${crossNode} On node1 the neighbour entry of node2's VTEP got a MAC that node2's flannel.1 does not have.`,
    },
    cluster,
    flannelFaults,
    "one node has an old MAC of a peer's VTEP",
  ),
  broken(
    {
      name: 'flannel-cross-node-lab-forward-drop',
      title: 'Pods on different nodes do not reach each other: FORWARD is DROP',
      text: `${crossNode} On node1 FLANNEL-FWD was emptied and the policy of FORWARD set to DROP, with an accept for what stays on the bridge, as Docker leaves it for its own.`,
    },
    cluster,
    firewallFaults,
    'FORWARD policy DROP, and only what stays on the bridge is accepted',
  ),
  broken(
    {
      name: 'arp-mac-mismatch-lab',
      title: "A pod's VM does not answer: the ARP entry has another MAC",
      text: "The pod runs in a VM of its own; a vxlan device on each side, made in the machine's first namespace and moved into the pod's, joins them. The worker's ARP entry has the MAC of the pod's eth0 on the worker; vxlan0 in the VM has another one (7e:e5:f7:e6:f5:1a), so the requests arrive and nobody takes them.",
    },
    buildPodVmLab,
    podVmFaults,
    podVmFaults[0]?.name ?? '',
  ),
  ...fitting.map(
    (candidate): Capture => ({
      name: `one-node-services-dead-lab-${candidate.id}`,
      title: `One node's pods reach no Service: ${candidate.name}`,
      text: `${oneNode}`,
      breaks: ['service node1', 'dns node1', 'api node1'],
      keeps: ['pod node1>node1', 'pod node1>master1', 'pod master1>node1'],
      rule: candidate.rule,
      ...bind(story004, candidate.inject),
    }),
  ),
];
