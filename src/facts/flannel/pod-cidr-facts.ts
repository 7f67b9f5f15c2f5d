import { cidrContains, formatCidr, parseCidr } from '../../model/ip.ts';
import type { ClusterModel, NodeModel } from '../../model/types.ts';
import { clusterCidrs } from '../addresses/configured-networks.ts';
import { absentBecause, listOf, scalarValue, unknownBecause } from '../fact-value.ts';
import { nodeObjects } from '../node/node-objects.ts';
import { onceSettled, settling } from '../node/settling.ts';
import { defineFact, type FactContext, type FactValue, type Item } from '../types.ts';
import { flannelBackend } from './backend.ts';
import { type NetConf, netConf } from './net-conf.ts';
import { usesPodCidr } from './pod-network.ts';

const sources = ['cluster/nodes', 'cluster/configmaps', 'cluster/daemonsets'] as const;

const networks = ({ network, ipv6Network }: NetConf) =>
  [network, ipv6Network].flatMap((text) => parseCidr(text ?? '') ?? []);

/** podCIDRs of a node that no Network of net-conf.json of their family contains. */
function outside(podCidrs: readonly string[], config: NetConf): readonly Item[] {
  return podCidrs.flatMap((text) => {
    const podCidr = parseCidr(text);
    const network = networks(config).find(({ family }) => family === podCidr?.family);
    if (podCidr === undefined || network === undefined || cidrContains(network, podCidr)) return [];
    return [{ family: podCidr.family, podCidr: text, network: formatCidr(network) }];
  });
}

/** True where flannel's daemons take the networks of their nodes from the podCIDRs. */
const podCidrsAreUsed = (cluster: ClusterModel): boolean =>
  cluster.nodes.some(
    ({ kubernetes }) => kubernetes.state === 'known' && kubernetes.value.flannel?.subnetManager === true,
  ) || hasDaemonSet(cluster);

const hasDaemonSet = ({ workloads }: ClusterModel): boolean =>
  workloads.state === 'known' &&
  workloads.value.some(
    ({ kind, name, args }) => kind === 'DaemonSet' && /flannel/.test(name) && args.includes('--kube-subnet-mgr'),
  );

function podCidrState(node: NodeModel, { cluster }: FactContext): FactValue {
  if (node.kubernetes.state === 'unknown') return unknownBecause(node.kubernetes);
  if (node.kubernetes.state === 'absent') return absentBecause(node.kubernetes.reason);
  const backend = flannelBackend(node, cluster);
  // Another plugin has the node, or flannel runs without Kubernetes' help there.
  if (!podCidrsAreUsed(cluster) || (backend.state === 'absent' && backend.source === 'CNI configuration'))
    return absentBecause("flannel's daemons do not take networks from the podCIDRs here");
  if (node.kubernetes.value.podCidrs.length > 0) return scalarValue('assigned');
  const reason = settling(node, cluster);
  return reason ? unknownBecause(reason) : scalarValue('missing');
}

function allOutside(cluster: ClusterModel): FactValue {
  const config = netConf(cluster);
  const nodes = nodeObjects(cluster);
  if (config.state === 'unknown') return unknownBecause(config);
  if ('state' in nodes) return unknownBecause(nodes);
  if (config.state === 'absent') return listOf([]);
  const judged = nodes.objects.filter(({ node, kubernetes }) => usesPodCidr(node) && kubernetes.podCidrs.length > 0);
  const wrong = judged.filter(({ kubernetes }) => outside(kubernetes.podCidrs, config.value).length > 0);
  if (judged.length < 2 || wrong.length < judged.length) return listOf([], wrong.length > 0 ? nodes.unseen : []);
  const [first] = wrong.flatMap(({ kubernetes }) => outside(kubernetes.podCidrs, config.value));
  return listOf([{ network: first?.network ?? null, podCidr: first?.podCidr ?? null, count: wrong.length }]);
}

function clusterCidrDrift(cluster: ClusterModel): FactValue {
  const config = netConf(cluster);
  if (config.state === 'unknown') return unknownBecause(config);
  if (config.state === 'absent') return listOf([]);
  return listOf(
    clusterCidrs(cluster).flatMap(({ cidr, source }) => {
      const network = networks(config.value).find(({ family }) => family === cidr.family);
      if (network === undefined || cidrContains(network, cidr)) return [];
      return [{ family: cidr.family, clusterCidr: formatCidr(cidr), source, network: formatCidr(network) }];
    }),
  );
}

export const podCidrFacts = [
  defineFact({
    name: 'node.flannel.podCidr',
    target: 'node',
    type: 'string',
    values: ['assigned', 'missing'],
    doc: "Whether the API gave the node a podCIDR, without which flanneld ends at once. Absent where flannel's daemons do not take networks from the podCIDRs.",
    sources: [...sources, 'cni-config', 'uptime'],
    compute: ({ node }, context) => podCidrState(node, context),
  }),
  defineFact({
    name: 'node.flannel.podCidrOutside',
    target: 'node',
    type: 'list',
    fields: { family: 'integer', podCidr: 'cidr', network: 'cidr' },
    doc: "podCIDRs of the node that lie outside of flannel's Network (net-conf.json).",
    sources,
    compute: ({ node }, { cluster }) => {
      const config = netConf(cluster);
      if (node.kubernetes.state === 'unknown') return unknownBecause(node.kubernetes);
      if (config.state === 'unknown') return unknownBecause(config);
      if (config.state === 'absent' || node.kubernetes.state === 'absent' || !usesPodCidr(node)) return listOf([]);
      return onceSettled(node, cluster, listOf(outside(node.kubernetes.value.podCidrs, config.value)));
    },
  }),
  defineFact({
    name: 'cluster.flannel.podCidrsOutside',
    target: 'cluster',
    type: 'list',
    fields: { network: 'cidr', podCidr: 'cidr', count: 'integer' },
    doc: "flannel's Network (net-conf.json), where the podCIDRs of all nodes lie outside of it; `podCidr` is one of them.",
    sources,
    compute: (_, { cluster }) => allOutside(cluster),
  }),
  defineFact({
    name: 'cluster.flannel.clusterCidrDrift',
    target: 'cluster',
    type: 'list',
    fields: { family: 'integer', clusterCidr: 'cidr', source: 'string', network: 'cidr' },
    doc: "Networks that the control plane takes podCIDRs from, and that flannel's Network (net-conf.json) does not contain.",
    sources: ['cluster/configmaps', 'cluster/pods', 'processes'],
    compute: (_, { cluster }) => clusterCidrDrift(cluster),
  }),
] as const;
