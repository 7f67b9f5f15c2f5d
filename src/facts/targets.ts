import type { Unknown } from '../model/reading.ts';
import type { ClusterModel, NetworkNamespace, NodeModel, Pod, Service, ServicePort } from '../model/types.ts';
import { getOrMake } from './get-or-make.ts';
import type { Target, TargetKind } from './types.ts';
import { unreadNamespace } from './unread-namespace.ts';

/** Targets of a kind, as far as somebody looked; what could not be enumerated is a gap, never nothing. */
export interface TargetList {
  readonly targets: readonly Target[];
  readonly gaps: readonly TargetGap[];
}

/** Targets that may exist and that nobody could list: each rule of the kind is unknown once for it. */
export interface TargetGap {
  /** As a target key with `*` for what is not known: `device/n3/host/*`, `pod/*`. */
  readonly key: string;
  readonly node: string | null;
  readonly missing: string;
  readonly reason: string;
}

/** netlint models Linux; a Windows node is said once and judged by no rule. */
export const isModelled = (node: NodeModel): boolean =>
  !(node.kubernetes.state === 'known' && node.kubernetes.value.operatingSystem === 'windows');

/** All targets of one kind in the order of their keys. Pairs of nodes are not enumerated here: see evaluate/peers.ts. */
export function targetsOf(kind: Exclude<TargetKind, 'peer'>, cluster: ClusterModel): TargetList {
  const nodes = cluster.nodes.filter(isModelled);
  switch (kind) {
    case 'cluster':
      return { targets: [{ kind: 'cluster', key: 'cluster' }], gaps: [] };
    case 'node':
      return { targets: nodes.map((node) => ({ kind: 'node', key: `node/${node.name}`, node })), gaps: [] };
    case 'device':
      return join(nodes.flatMap((node) => [node.host, ...node.namespaces].map(devicesOf)));
    case 'bridge':
      return join(nodes.map(bridgesOf));
    case 'pod':
      return podsOf(cluster, new Map(nodes.map((node) => [node.name, node])));
    case 'service':
      return servicesOf(cluster);
  }
}

function devicesOf(netns: NetworkNamespace): TargetList {
  const node = netns.node;
  const prefix = `device/${node.name}/${stableLabel(netns)}`;
  const links = netns.links;
  if (links.state === 'unknown') return { targets: [], gaps: [gap(`${prefix}/*`, node.name, links)] };
  if (links.state === 'absent') return { targets: [], gaps: [] };
  return {
    targets: links.value.all.map((device) => ({
      kind: 'device',
      key: `${prefix}/${device.name}`,
      node,
      netns,
      device,
    })),
    gaps: [],
  };
}

/** A namespace's name in keys: the pod's owner where it is known, since pod names do not survive the night. */
function stableLabel(netns: NetworkNamespace): string {
  return netns.pod ? `${netns.pod.namespace}/${netns.pod.owner}` : netns.label;
}

function bridgesOf(node: NodeModel): TargetList {
  if (node.ovs.state === 'unknown') return { targets: [], gaps: [gap(`bridge/${node.name}/*`, node.name, node.ovs)] };
  if (node.ovs.state === 'absent') return { targets: [], gaps: [] };
  return {
    targets: node.ovs.value.bridges.map(({ name }) => ({
      kind: 'bridge',
      key: `bridge/${node.name}/${name}`,
      node,
      bridge: name,
    })),
    gaps: [],
  };
}

function podsOf(cluster: ClusterModel, nodes: ReadonlyMap<string, NodeModel>): TargetList {
  if (cluster.pods.state === 'unknown') return { targets: [], gaps: [gap('pod/*', null, cluster.pods)] };
  if (cluster.pods.state === 'absent') return { targets: [], gaps: [] };
  const namespaces = new Map<NodeModel, ReadonlyMap<string, NetworkNamespace>>();
  const targets: Target[] = [];
  for (const pod of cluster.pods.value) {
    const node = pod.node === null ? undefined : nodes.get(pod.node);
    if (!node || !hasNetwork(pod)) continue;
    const byPod = getOrMake(namespaces, node, () => namespacesByPod(node));
    const netns = pod.hostNetwork
      ? node.host
      : (byPod.get(`${pod.namespace}/${pod.name}`) ?? unreadNamespace(node, pod));
    targets.push({ kind: 'pod', key: `pod/${pod.namespace}/${pod.owner}`, pod, node, netns });
  }
  return { targets, gaps: [] };
}

/** A pod that has ended, or that is on its way out, has no network to judge. */
const hasNetwork = (pod: Pod): boolean => pod.phase !== 'Succeeded' && pod.phase !== 'Failed' && !pod.terminating;

function namespacesByPod(node: NodeModel): ReadonlyMap<string, NetworkNamespace> {
  const byPod = new Map<string, NetworkNamespace>();
  for (const netns of node.namespaces) if (netns.pod) byPod.set(`${netns.pod.namespace}/${netns.pod.name}`, netns);
  return byPod;
}

function servicesOf(cluster: ClusterModel): TargetList {
  if (cluster.services.state === 'unknown') return { targets: [], gaps: [gap('service/*', null, cluster.services)] };
  if (cluster.services.state === 'absent') return { targets: [], gaps: [] };
  const targets = cluster.services.value
    .filter((service) => service.type !== 'ExternalName')
    .flatMap((service) =>
      service.ports.map((port): Target => ({ kind: 'service', key: serviceKey(service, port), service, port })),
    );
  return { targets, gaps: [] };
}

function serviceKey(service: Service, port: ServicePort): string {
  const key = `service/${service.namespace}/${service.name}`;
  return service.ports.length > 1 ? `${key}:${port.name ?? `${port.port}-${port.protocol}`}` : key;
}

const gap = (key: string, node: string | null, { missing, reason }: Unknown): TargetGap => ({
  key,
  node,
  missing,
  reason,
});

const join = (lists: readonly TargetList[]): TargetList => ({
  targets: lists.flatMap(({ targets }) => targets),
  gaps: lists.flatMap(({ gaps }) => gaps),
});
