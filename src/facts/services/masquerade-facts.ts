import { addressBits, cidrOf, formatAddress, formatCidr, parseAddress } from '../../model/ip.ts';
import type { AddressRange } from '../../model/netfilter.ts';
import type { NodeModel, Pod } from '../../model/types.ts';
import { absentBecause, listOf, scalarValue, unknownBecause } from '../fact-value.ts';
import { defineFact, type FactContext, type FactValue, type Item, type Unseen } from '../types.ts';
import { modeOf, unreadRules } from './kube-proxy-rules.ts';
import { type LocalNetwork, localNetworks } from './local-detection.ts';
import { podsOnNodes } from './pods-on-nodes.ts';
import { isOfMode } from './service-rules.ts';
import { onceProxySettled } from './settling.ts';

const sources = ['kube-proxy-mode', 'iptables-nft-save4', 'iptables-legacy-save4', 'nft-ruleset', 'cluster/pods'];

export const masqueradeFacts = [
  defineFact({
    name: 'node.kubeProxy.clusterCidr',
    target: 'node',
    type: 'string',
    doc: "What kube-proxy is told to take for the pods' addresses: clusterCIDR of its file, else --cluster-cidr.",
    sources: ['kube-proxy-config', 'processes'],
    compute: ({ node }) => clusterCidr(node),
  }),
  defineFact({
    name: 'node.kubeProxy.masqueradedPods',
    target: 'node',
    type: 'list',
    fields: { pod: 'string', address: 'ip', network: 'cidr', rule: 'string' },
    doc: "Pods of the node whose connections to ClusterIPs get the node's address as their source, since kube-proxy's rules take only `network` for pods. Rules that go by the device, and such as masquerade everything on purpose, do not count.",
    sources,
    compute: ({ node }, context) => masqueradedPods(node, context),
  }),
] as const;

function clusterCidr({ kubeProxy: { config }, processes }: NodeModel): FactValue {
  if (config.state === 'known' && config.value.clusterCidr !== null) return scalarValue(config.value.clusterCidr);
  if (processes.state === 'unknown') return unknownBecause(processes);
  const flags =
    processes.state === 'known' ? processes.value.find(({ name }) => name === 'kube-proxy')?.flags : undefined;
  const flag = flags?.['cluster-cidr'];
  return flag ? scalarValue(flag) : absentBecause('kube-proxy has neither clusterCIDR nor --cluster-cidr');
}

function masqueradedPods(node: NodeModel, context: FactContext): FactValue {
  const mode = modeOf(context, node);
  if (mode.state === 'none') return absentBecause(mode.reason);
  if (mode.state === 'unknown') return unknownBecause(mode);
  const { pods } = context.cluster;
  if (pods.state !== 'known') return pods.state === 'unknown' ? unknownBecause(pods) : absentBecause(pods.reason);
  const own =
    podsOnNodes(context).get(node.kubernetes.state === 'known' ? node.kubernetes.value.name : node.name) ?? [];
  const items: Item[] = [];
  const unseen: Unseen[] = [];
  for (const family of [4, 6] as const) {
    const addressed = own.filter(({ ips }) => ips.some((ip) => ip.includes(':') === (family === 6)));
    if (addressed.length === 0) continue;
    const unread = unreadRules(node, family, mode.state);
    const netfilter = node.host.netfilter[family];
    unseen.push(...unread);
    if (unread.length > 0 || netfilter.state !== 'known') continue;
    const backends = (['iptables-nft', 'iptables-legacy', 'nftables', 'ipvs'] as const).filter((backend) =>
      isOfMode(backend, mode.state),
    );
    const networks = backends.flatMap((backend) => localNetworks(netfilter.value, backend, family));
    items.push(...outside(addressed, networks, family));
  }
  return onceProxySettled(context, node, listOf(items, unseen));
}

/** A pod is masqueraded by the rules of every Service whose network does not hold it: one of them is enough to be named. */
function outside(pods: readonly Pod[], networks: readonly LocalNetwork[], family: 4 | 6): readonly Item[] {
  return pods.flatMap(({ namespace, name, ips }) =>
    ips.flatMap((ip) => {
      const address = parseAddress(ip);
      if (address?.family !== family) return [];
      const other = networks.find(({ range }) => address.value < range.first || address.value > range.last);
      if (other === undefined) return [];
      const network = networkText(family, other.range);
      return [{ pod: `${namespace}/${name}`, address: ip, network, rule: other.rule }];
    }),
  );
}

function networkText(family: 4 | 6, { first, last }: AddressRange): string {
  const size = last - first + 1n;
  const isNetwork = (size & (size - 1n)) === 0n;
  if (isNetwork) return formatCidr(cidrOf(family, first, addressBits(family) - (size.toString(2).length - 1)));
  return `${formatAddress(family, first)}-${formatAddress(family, last)}`;
}
