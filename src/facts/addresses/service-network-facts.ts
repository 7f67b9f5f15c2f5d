import { cidrsOverlap, formatCidr } from '../../model/ip.ts';
import type { NodeModel } from '../../model/types.ts';
import { listOf, unknownBecause } from '../fact-value.ts';
import { defineFact, type FactContext, type FactValue, type Item } from '../types.ts';
import { configuredPodNetworks, serviceCidrs } from './configured-networks.ts';
import { namesOf, needsOf, unreadNodes } from './needs.ts';
import { networkIndex } from './pod-networks.ts';

function serviceConflicts(context: FactContext): FactValue {
  const services = serviceCidrs(context.cluster);
  if (services.length === 0)
    return unknownBecause(
      context.cluster.serviceCidrs.state === 'unknown'
        ? context.cluster.serviceCidrs
        : {
            missing: 'cluster/servicecidrs',
            reason: 'nothing in the snapshot says which network ClusterIPs are taken from',
          },
    );
  const items = new Map<string, Item>();
  for (const { cidr, source } of services) {
    const service = { service: formatCidr(cidr), source };
    const add = (what: string, text: string, nodes: readonly NodeModel[]): void => {
      const key = `${service.service} ${what} ${text}`;
      if (!items.has(key))
        items.set(key, { ...service, kind: what, address: text, nodes: namesOf(nodes), count: nodes.length });
    };
    const pods = [
      ...configuredPodNetworks(context).map((network) => ({ cidr: network.cidr, nodes: [] as readonly NodeModel[] })),
      ...networkIndex(context, cidr.family)(cidr).map((network) => ({ cidr: network.cidr, nodes: [network.node] })),
    ];
    // The widest says it all.
    const widest = pods
      .filter((network) => cidrsOverlap(network.cidr, cidr))
      .sort((a, b) => a.cidr.prefixLength - b.cidr.prefixLength)[0];
    if (widest) add('pod network', formatCidr(widest.cidr), widest.nodes);
    // A name server may well be a Service: the cluster's own DNS.
    for (const need of needsOf(context))
      if (need.kind !== 'name server' && cidrsOverlap(need.cidr, cidr)) add(need.kind, need.text, need.nodes);
  }
  return listOf([...items.values()], unreadNodes(context));
}

export const serviceNetworkFacts = [
  defineFact({
    name: 'cluster.addresses.inServiceNetworks',
    target: 'cluster',
    type: 'list',
    fields: {
      service: 'cidr',
      source: 'string',
      kind: 'string',
      address: 'string',
      nodes: 'string',
      count: 'integer',
    },
    doc: 'Pod networks and what the machines need, where they overlap the network that ClusterIPs are taken from; `source` says where that is configured.',
    sources: [
      'cluster/servicecidrs',
      'cluster/configmaps',
      'cluster/nodes',
      'cluster/pods',
      'processes',
      'ip-addr',
      'ip-route4',
      'ip-route6',
    ],
    compute: (_, context) => serviceConflicts(context),
  }),
] as const;
