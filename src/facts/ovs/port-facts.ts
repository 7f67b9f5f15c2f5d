import type { ClusterModel, NetworkNamespace, NodeModel, Pod } from '../../model/types.ts';
import { otherEnd } from '../cni/pod-veth.ts';
import { listOf } from '../fact-value.ts';
import { defineFact, type FactContext, type Item, type Unseen } from '../types.ts';
import { podsOn } from './port-owner.ts';
import type { OvsTopology, PortView } from './topology.ts';
import { withTopology } from './with-ovs.ts';

const sources = ['ovs-port', 'ovs-interface', 'ip-link', 'cluster/pods', 'cluster/podnics'] as const;
const errorFields = { bridge: 'string', device: 'string', error: 'string', pod: 'string' } as const;

export const portFacts = [
  defineFact({
    name: 'node.ovs.brokenInterfaces',
    target: 'node',
    type: 'list',
    fields: errorFields,
    doc: 'Interfaces that Open vSwitch could not open or add, with its error, but for patch ports and for ports of pods that are gone. `pod`: the pod that it carries, where that is known.',
    sources: ['ovs-interface', 'ovs-port', 'cluster/pods', 'cluster/podnics'],
    compute: ({ node }, context) =>
      withTopology(node, context, (topology) =>
        listOf(
          inError(topology)
            .filter((port) => !isStale(port, topology))
            .map(errorItem),
        ),
      ),
  }),
  defineFact({
    name: 'node.ovs.staleInterfaces',
    target: 'node',
    type: 'list',
    fields: errorFields,
    doc: 'Ports that are left over from pods that are gone: their device does not exist, and no pod of the node has them. `pod`: the name that the port still carries.',
    sources,
    compute: ({ node }, context) =>
      withTopology(node, context, (topology) =>
        listOf(
          inError(topology)
            .filter((port) => isStale(port, topology))
            .map(errorItem),
          apiUnseen(context.cluster),
        ),
      ),
  }),
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
      recreate: 'string',
    },
    doc: "Running pods of the node whose OVS port is missing: its device does not exist, belongs to no bridge, or to another one than the other pods'. `addTo`: the bridge that the device can be added to; `recreate`: the pod, where there is no device.",
    sources,
    compute: ({ node }, context) => withTopology(node, context, (topology) => withoutPort(node, topology, context)),
  }),
] as const;

const inError = (topology: OvsTopology): readonly PortView[] =>
  topology.ports.filter(({ role, interface: face }) => role !== 'patch' && (face.error !== null || face.ofport === -1));

const errorItem = ({ bridge, device, interface: face, owner }: PortView): Item => ({
  bridge,
  device,
  error: face.error ?? 'no OpenFlow port number (ofport -1)',
  pod: owner.kind === 'pod' || owner.kind === 'gone' ? owner.pod : null,
});

/** Nobody's port in a bridge where the API accounts for pods' ports was a pod's whose object is gone as well. */
function isStale({ role, bridge, owner }: PortView, topology: OvsTopology): boolean {
  if (role !== 'gone' || owner.kind === 'pod' || owner.kind === 'unknown') return false;
  return owner.kind === 'gone' || topology.ports.some((port) => port.bridge === bridge && port.owner.kind === 'pod');
}

function apiUnseen(cluster: ClusterModel): readonly Unseen[] {
  return [cluster.pods, cluster.podNics].flatMap((reading) =>
    reading.state === 'unknown' ? [{ who: 'cluster', missing: reading.missing, reason: reading.reason }] : [],
  );
}

function withoutPort(node: NodeModel, topology: OvsTopology, { cluster }: FactContext) {
  const unseen: Unseen[] = [...topology.unseenHost];
  const partial = topology.database.partial;
  if (partial !== undefined) unseen.push({ who: `node/${node.name}`, missing: 'ovs-port', reason: partial });
  const pods = podsOn(node, cluster)?.filter((pod) => pod.phase === 'Running' && !pod.terminating);
  if (pods === undefined || partial !== undefined) return listOf([], [...unseen, ...apiUnseen(cluster).slice(0, 1)]);
  const usual = usualBridge(topology);
  const items: Item[] = [];
  for (const pod of pods) {
    const device = deviceOf(pod, node, topology, cluster);
    if (device === undefined) continue;
    const item = problemOf(pod, device, node, topology, usual);
    if (item) items.push(item);
  }
  return listOf(items, unseen);
}

/** The bridge that most pods of the node are on. */
function usualBridge(topology: OvsTopology): string | null {
  const counts = new Map<string, number>();
  for (const port of topology.ports)
    if (port.role === 'pod' || port.owner.kind === 'pod') counts.set(port.bridge, (counts.get(port.bridge) ?? 0) + 1);
  return [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))[0]?.[0] ?? null;
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
  if (links.state !== 'known' || !topology.ports.some((port) => port.role === 'pod')) return undefined;
  const netns = node.namespaces.find((candidate: NetworkNamespace) => candidate.pod === pod);
  if (netns?.links.state !== 'known') return undefined;
  const ends = netns.links.value.all.flatMap((inner) => otherEnd(inner, links.value) ?? []);
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
  if (usual !== null && port.bridge !== usual && otherPodsOn(topology, usual, pod) > 1) {
    return {
      ...base,
      problem: `${device} is a port of ${port.bridge}, the other pods are on ${usual}`,
      addTo: null,
      recreate: null,
    };
  }
  return undefined;
}

const otherPodsOn = (topology: OvsTopology, bridge: string, pod: Pod): number =>
  topology.ports.filter(
    (port) => port.bridge === bridge && port.owner.kind === 'pod' && port.owner.pod !== `${pod.namespace}/${pod.name}`,
  ).length;
