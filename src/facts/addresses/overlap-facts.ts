import { type Cidr, cidrContains, cidrsOverlap, formatAddress, formatCidr, parseCidr } from '../../model/ip.ts';
import type { NodeModel } from '../../model/types.ts';
import { listOf, unknownBecause } from '../fact-value.ts';
import { netConf } from '../flannel/net-conf.ts';
import { getOrMake } from '../get-or-make.ts';
import { defineFact, type FactContext, type FactValue, type Item, type Unseen } from '../types.ts';
import { type ConfiguredNetwork, clusterCidrs, serviceCidrs } from './configured-networks.ts';
import { type HostNetwork, hostNetworks, otherBridges } from './host-networks.ts';
import { networkIndex, podNetworks } from './pod-networks.ts';

/** What the machines need, said once however many of them need it. */
interface Need extends HostNetwork {
  readonly text: string;
  readonly nodes: readonly NodeModel[];
}

function needsOf(context: FactContext): readonly Need[] {
  return context.memo('needs of the machines', () => {
    const needs = new Map<string, { need: HostNetwork; text: string; nodes: NodeModel[] }>();
    for (const node of context.cluster.nodes)
      for (const need of hostNetworks(node)) {
        const text = cidrText(need.cidr);
        const made = getOrMake(needs, `${need.kind} ${text} ${need.device}`, () => ({ need, text, nodes: [] }));
        if (!made.nodes.includes(node)) made.nodes.push(node);
      }
    return [...needs.values()].map(({ need, text, nodes }) => ({ ...need, text, nodes }));
  });
}

const cidrText = (cidr: Cidr): string =>
  cidr.first === cidr.last ? formatAddress(cidr.family, cidr.first) : formatCidr(cidr);

const namesOf = (nodes: readonly NodeModel[]): string =>
  nodes
    .slice(0, 10)
    .map(({ name }) => name)
    .join(', ');

/** Machines whose addresses and routes nobody read: what they need may lie in a pod network, too. */
const unreadNodes = (context: FactContext): readonly Unseen[] =>
  context.cluster.nodes.flatMap(({ name, host }): Unseen[] =>
    host.addresses.state === 'unknown'
      ? [{ who: `node/${name}`, missing: host.addresses.missing, reason: host.addresses.reason }]
      : [],
  );

const conflictFields = {
  kind: 'string',
  address: 'string',
  device: 'string',
  network: 'cidr',
  owner: 'string',
  nodes: 'string',
  count: 'integer',
} as const;

const conflict = (need: Need, network: Cidr, owner: string): Item => ({
  kind: need.kind,
  address: need.text,
  device: need.device,
  network: formatCidr(network),
  owner,
  nodes: namesOf(need.nodes),
  count: need.nodes.length,
});

/** A pod network given to a node that contains, or is contained in, what the machines need. */
function inPodNetworks(context: FactContext): readonly { need: Need; item: Item }[] {
  return context.memo('needs in pod networks', () => {
    const index = { 4: networkIndex(context, 4), 6: networkIndex(context, 6) };
    return needsOf(context).flatMap((need) => {
      const [network] = index[need.cidr.family](need.cidr);
      return network ? [{ need, item: conflict(need, network.cidr, network.node.name) }] : [];
    });
  });
}

/** The same for networks that the control plane or flannel will give nodes their parts of. */
function inClusterNetworks(context: FactContext): readonly Item[] {
  const taken = new Set(inPodNetworks(context).map(({ need }) => need));
  const configured = configuredPodNetworks(context);
  return needsOf(context).flatMap((need) => {
    if (taken.has(need)) return [];
    const network = configured.find(({ cidr }) => cidrsOverlap(cidr, need.cidr));
    return network ? [conflict(need, network.cidr, network.source)] : [];
  });
}

function networkOf(text: string | null, source: string): readonly ConfiguredNetwork[] {
  const cidr = parseCidr(text ?? '');
  return cidr ? [{ cidr, source }] : [];
}

/** Pod networks as configured; only where nodes are seen to take their parts of them. */
function configuredPodNetworks(context: FactContext): readonly ConfiguredNetwork[] {
  const config = netConf(context.cluster);
  const given = podNetworks(context);
  const flannel = config.state === 'known' ? [config.value.network, config.value.ipv6Network] : [];
  const all = [
    ...flannel.flatMap((text) => networkOf(text, 'Network of net-conf.json')),
    ...clusterCidrs(context.cluster),
  ];
  return all.filter(({ cidr }) => given.some((network) => cidrContains(cidr, network.cidr)));
}

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

export const overlapFacts = [
  defineFact({
    name: 'cluster.addresses.inPodNetworks',
    target: 'cluster',
    type: 'list',
    fields: conflictFields,
    doc: 'What the machines need (their InternalIPs, default gateways, name servers, the networks of their uplinks) where it lies in the pod network of a node (`owner`); `nodes` are those that need it.',
    sources: [
      'cluster/nodes',
      'cluster/pods',
      'ip-addr',
      'ip-route4',
      'ip-route6',
      'resolv-conf',
      'flannel-subnet-env',
    ],
    compute: (_, context) =>
      listOf(
        inPodNetworks(context).map(({ item }) => item),
        unreadNodes(context),
      ),
  }),
  defineFact({
    name: 'cluster.addresses.inClusterNetworks',
    target: 'cluster',
    type: 'list',
    fields: conflictFields,
    doc: 'The same for the networks that nodes are given their parts of (`owner` says where it is configured), as far as no node has the part yet.',
    sources: [
      'cluster/nodes',
      'cluster/configmaps',
      'cluster/pods',
      'ip-addr',
      'ip-route4',
      'ip-route6',
      'resolv-conf',
      'processes',
    ],
    compute: (_, context) => listOf(inClusterNetworks(context), unreadNodes(context)),
  }),
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
  defineFact({
    name: 'node.addresses.bridgesInPodNetworks',
    target: 'node',
    type: 'list',
    fields: { device: 'string', address: 'cidr', network: 'cidr', peer: 'string' },
    doc: "Bridges of the node that are not the pods' (docker0, virbr0), up and in use, whose network overlaps the pod network of a node (`peer`).",
    sources: ['ip-addr', 'ip-link', 'cni-config', 'cluster/nodes', 'cluster/pods'],
    compute: ({ node }, context) => {
      const { addresses, links } = node.host;
      for (const reading of [addresses, links, node.cni.configs])
        if (reading.state === 'unknown') return unknownBecause(reading);
      return listOf(
        otherBridges(node).flatMap(({ device, address, cidr }) => {
          const [network] = networkIndex(context, cidr.family)(cidr);
          return network ? [{ device, address, network: formatCidr(network.cidr), peer: network.node.name }] : [];
        }),
      );
    },
  }),
] as const;
