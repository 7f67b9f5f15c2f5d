import { type Cidr, cidrsOverlap, formatCidr } from '../../model/ip.ts';
import { listOf, unknownBecause } from '../fact-value.ts';
import { defineFact, type FactContext, type Item } from '../types.ts';
import { configuredPodNetworks } from './configured-networks.ts';
import { otherBridges } from './host-networks.ts';
import { type Need, namesOf, needsOf, unreadNodes } from './needs.ts';
import { networkIndex } from './pod-networks.ts';

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
