import type { ClusterModel, NetworkNamespace, NodeModel, Pod } from '../../model/types.ts';
import { vethPeer } from '../../walk/veth.ts';
import { listOf } from '../fact-value.ts';
import { defineFact, type FactContext, type FactValue, type Item, type Unseen } from '../types.ts';
import { podsOn } from './port-owner.ts';
import type { OvsTopology, PortView } from './topology.ts';
import { withTopology } from './with-ovs.ts';

export const podPortFacts = [
  defineFact({
    name: 'node.ovs.podsWithoutPort',
    target: 'node',
    type: 'list',
    fields: {
      pod: 'string',
      ip: 'ip',
      device: 'string',
      bridge: 'string',
      problem: 'string',
      addTo: 'string',
      move: 'string',
      from: 'string',
      to: 'string',
      recreate: 'string',
    },
    doc: "Running pods of the node whose OVS port is missing: its device does not exist, belongs to no bridge, or to another one than the other pods'. `addTo`: the bridge that the device can be added to; `move`, `from`, `to`: the device that is in the wrong bridge; `recreate`: the pod, where there is no device.",
    sources: ['ovs-port', 'ovs-interface', 'ip-link', 'cluster/pods', 'cluster/podnics'],
    compute: ({ node }, context) => withTopology(node, context, (topology) => withoutPort(node, topology, context)),
  }),
] as const;

function withoutPort(node: NodeModel, topology: OvsTopology, { cluster }: FactContext): FactValue {
  if (topology.bridges.length === 0) return listOf([]);
  const unseen: Unseen[] = [...topology.unseenHost];
  const partial = topology.database.partial;
  if (partial !== undefined) unseen.push({ who: `node/${node.name}`, missing: 'ovs-port', reason: partial });
  const pods = podsOn(node, cluster)?.filter((pod) => pod.phase === 'Running' && !pod.terminating);
  if (pods === undefined)
    return listOf([], [...unseen, { who: 'cluster', missing: 'cluster/pods', reason: 'the pods are not known' }]);
  if (partial !== undefined) return listOf([], unseen);
  const usual = usualBridge(topology);
  const items: Item[] = [];
  for (const pod of pods) {
    const device = deviceOf(pod, node, topology, cluster);
    if (device === undefined) {
      const where = namespaceOf(pod, node);
      if (where === undefined && carriesPods(topology)) unseen.push(nowhere(pod));
      continue;
    }
    const item = problemOf(pod, device, node, topology, usual);
    if (item) items.push(item);
  }
  return listOf(items, unseen);
}

const carriesPods = (topology: OvsTopology): boolean => topology.ports.some((port) => port.role === 'pod');

const namespaceOf = (pod: Pod, node: NodeModel): NetworkNamespace | undefined =>
  node.namespaces.find((netns) => netns.pod === pod);

const nowhere = (pod: Pod): Unseen => ({
  who: `pod/${pod.namespace}/${pod.name}`,
  missing: 'cluster/podnics',
  reason: 'neither an object of the API nor its network namespace tells which port it has',
});

/** The bridge that most pods of the node are on; of two alike, the one without a NIC. */
function usualBridge(topology: OvsTopology): string | null {
  const count = (bridge: string, role: PortView['role']) =>
    topology.ports.filter((port) => port.bridge === bridge && port.role === role).length;
  const bridges = topology.bridges.map(({ name }) => ({
    name,
    pods: count(name, 'pod'),
    nics: count(name, 'uplink'),
  }));
  return (
    bridges
      .filter(({ pods }) => pods > 0)
      .sort((a, b) => b.pods - a.pods || a.nics - b.nics || (a.name < b.name ? -1 : 1))[0]?.name ?? null
  );
}

/**
 * The host's end of a pod: what an object of the API names, else the veth that leads into its namespace. The second only where other pods are on
 * OVS and the veth is in no Linux bridge: a node may have pods of both kinds.
 */
function deviceOf(pod: Pod, node: NodeModel, topology: OvsTopology, cluster: ClusterModel): string | undefined {
  if (cluster.podNics.state === 'known') {
    const nic = cluster.podNics.value.find((candidate) => pod.ips.includes(candidate.ip) || candidate.pod === pod.name);
    if (nic?.port) return nic.port;
  }
  const links = node.host.links;
  if (links.state !== 'known' || !carriesPods(topology)) return undefined;
  const netns = namespaceOf(pod, node);
  if (netns?.links.state !== 'known') return undefined;
  const ends = netns.links.value.all.flatMap((inner) => {
    const peer = inner.kind === 'veth' ? vethPeer(netns, inner) : undefined;
    return peer?.found === 'one' && peer.netns.id === 'host' ? [peer.link] : [];
  });
  const [end] = ends;
  return ends.length === 1 && end && (end.master === null || end.master === 'ovs-system') ? end.name : undefined;
}

function problemOf(
  pod: Pod,
  device: string,
  node: NodeModel,
  topology: OvsTopology,
  usual: string | null,
): Item | undefined {
  const links = node.host.links;
  const port = topology.ports.find((candidate) => candidate.device === device);
  const base = { pod: `${pod.namespace}/${pod.name}`, ip: pod.ips[0] ?? null, device, bridge: port?.bridge ?? null };
  if (links.state === 'known' && links.partial === undefined && !links.value.byName.has(device)) {
    return {
      ...base,
      problem: `there is no device ${device} on the node`,
      addTo: null,
      recreate: `${pod.namespace}/${pod.name}`,
    };
  }
  if (links.state !== 'known') return undefined;
  if (port === undefined) return { ...base, problem: `${device} is a port of no bridge`, addTo: usual, recreate: null };
  if (usual !== null && port.bridge !== usual && isMisplaced(port, usual, topology)) {
    return {
      ...base,
      problem: `${device} is a port of ${port.bridge}, the other pods are on ${usual}`,
      addTo: null,
      move: device,
      from: port.bridge,
      to: usual,
      recreate: null,
    };
  }
  return undefined;
}

/** A node can have pods on several bridges by design. A single pod beside the NIC, where the others are on a bridge without one, is not. */
function isMisplaced(port: PortView, usual: string, topology: OvsTopology): boolean {
  const on = (bridge: string, role: PortView['role']) =>
    topology.ports.filter((candidate) => candidate.bridge === bridge && candidate.role === role && candidate !== port);
  return (
    on(usual, 'pod').length > 0 &&
    on(port.bridge, 'pod').length === 0 &&
    on(port.bridge, 'uplink').length > 0 &&
    on(usual, 'uplink').length === 0
  );
}
