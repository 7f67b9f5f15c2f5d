import type { ClusterModel, NodeModel } from '../../model/types.ts';
import { fromReading, scalarValue, unknownBecause } from '../fact-value.ts';
import { defineFact, type FactValue } from '../types.ts';

export const daemonFacts = [
  defineFact({
    name: 'node.ovs.used',
    target: 'node',
    type: 'boolean',
    doc: 'True for a node whose pods are on Open vSwitch: it has bridges, its CNI configuration names an OVS plugin, or an object of the API gives one of its pods an OVS port.',
    sources: ['ovs-bridge', 'cni-config', 'ip-link', 'processes', 'cluster/podnics'],
    compute: ({ node }, { cluster }) => usesOvs(node, cluster),
  }),
  defineFact({
    name: 'node.ovs.vswitchdRunning',
    target: 'node',
    type: 'boolean',
    doc: 'Whether ovs-vswitchd, which switches the packets, runs.',
    sources: ['processes'],
    compute: ({ node }) => running(node, 'ovs-vswitchd'),
  }),
  defineFact({
    name: 'node.ovs.databaseRunning',
    target: 'node',
    type: 'boolean',
    doc: 'Whether ovsdb-server, which holds the bridges and ports, runs.',
    sources: ['processes'],
    compute: ({ node }) => running(node, 'ovsdb-server'),
  }),
] as const;

const running = (node: NodeModel, name: string): FactValue =>
  fromReading(node.processes, (processes) => scalarValue(processes.some((process) => process.name === name)));

const OVS_PLUGIN = /(?:^|[-_])(?:ovs|ovn|antrea|kube-ovn|openshift-sdn)(?:$|[-_])|^(?:ovs|ovn)/i;

function usesOvs(node: NodeModel, cluster: ClusterModel): FactValue {
  if (node.ovs.state === 'known' && node.ovs.value.bridges.length > 0) return scalarValue(true);
  const { configs } = node.cni;
  if (configs.state === 'known' && configs.value[0]?.plugins.some((plugin) => OVS_PLUGIN.test(plugin.type)))
    return scalarValue(true);
  const links = node.host.links;
  if (links.state === 'known' && links.value.all.some((link) => link.kind === 'openvswitch')) return scalarValue(true);
  if (givesPorts(node, cluster)) return scalarValue(true);
  // A server that cannot be asked may hold bridges.
  if (node.ovs.state === 'unknown') {
    const daemons =
      node.processes.state === 'known' &&
      node.processes.value.some((process) => /^ovs(?:db-server|-vswitchd)$/.test(process.name));
    return daemons ? scalarValue(true) : unknownBecause(node.ovs);
  }
  return configs.state === 'unknown' ? unknownBecause(configs) : scalarValue(false);
}

/** An object of the API gives a pod of this node a port. */
function givesPorts(node: NodeModel, cluster: ClusterModel): boolean {
  if (cluster.podNics.state !== 'known' || cluster.pods.state !== 'known') return false;
  const ips = new Set(cluster.podNics.value.filter((nic) => nic.port !== null).map((nic) => nic.ip));
  return cluster.pods.value.some(
    (pod) => pod.node !== null && cluster.node(pod.node) === node && pod.ips.some((ip) => ips.has(ip)),
  );
}
