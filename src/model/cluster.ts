import type { RawNode, Snapshot } from '../snapshot/types.ts';
import { addressOwners } from './address-owners.ts';
import { readApi } from './kubernetes.ts';
import { lazy } from './lazy.ts';
import { motionOf } from './motion.ts';
import { buildNodeModel } from './node.ts';
import { podFinder } from './pods-in-namespaces.ts';
import { absent, known, type Reading, unknown } from './reading.ts';
import { NOT_COLLECTED } from './readings.ts';
import type { ClusterModel, KubernetesNode, Motion, NetworkNamespace, NodeModel, Pod } from './types.ts';
import type { UpgradePlan } from './upgrade-plan.ts';

/**
 * Joins a snapshot's nodes and API objects. Nothing is parsed before it is asked for, and nothing twice.
 *
 * @param upgrade where the cluster is to go, for rules that ask what an upgrade would meet
 */
export function buildClusterModel(snapshot: Snapshot, upgrade: UpgradePlan | null = null): ClusterModel {
  const api = readApi(snapshot);
  const motion = snapshot.motion ? motionOf(snapshot.motion) : null;
  const nodes = lazy(() => allNodes(snapshot, motion, api.nodes, () => api.pods));
  const byName = lazy(() => {
    const names = new Map(nodes().map((node) => [node.name, node]));
    // A Node object's name finds its machine, where the machine is called otherwise.
    for (const { name, kubernetesNode } of snapshot.manifest.nodes) {
      const node = names.get(name);
      if (node && kubernetesNode !== null && !names.has(kubernetesNode)) names.set(kubernetesNode, node);
    }
    return names;
  });
  const owners = lazy(() => addressOwners(nodes()));
  return {
    name: snapshot.manifest.cluster,
    takenAt: snapshot.manifest.to,
    get nodes() {
      return nodes();
    },
    node: (name) => byName().get(name),
    get pods() {
      return api.pods;
    },
    get services() {
      return api.services;
    },
    get endpoints() {
      return api.endpoints;
    },
    get endpointsChangedAt() {
      return api.endpointsChangedAt;
    },
    get podNics() {
      return api.podNics;
    },
    get configMaps() {
      return api.configMaps;
    },
    get workloads() {
      return api.workloads;
    },
    get replicated() {
      return api.replicated;
    },
    get ingresses() {
      return api.ingresses;
    },
    get leases() {
      return api.leases;
    },
    get serviceCidrs() {
      return api.serviceCidrs;
    },
    get apiServerVersion() {
      return api.apiServerVersion;
    },
    get truncatedEndpoints() {
      return api.truncatedEndpoints;
    },
    get ingressClasses() {
      return api.ingressClasses;
    },
    get networkPolicies() {
      return api.networkPolicies;
    },
    get namespaceLabels() {
      return api.namespaceLabels;
    },
    get events() {
      return api.events;
    },
    ownersOf: (address) => owners()(address),
    motion,
    upgrade,
  };
}

/** Every machine of the snapshot, and every Kubernetes Node that no machine of it is. */
function allNodes(
  snapshot: Snapshot,
  motion: Motion | null,
  objects: Reading<readonly KubernetesNode[]>,
  pods: () => Reading<readonly Pod[]>,
): readonly NodeModel[] {
  const objectByName = new Map(objects.state === 'known' ? objects.value.map((object) => [object.name, object]) : []);
  const taken = new Set<string>();
  const machines = new Set(snapshot.nodeNames);
  const nodes = snapshot.nodeNames.map((name) => {
    const kubernetesName = snapshot.manifest.nodes.find((node) => node.name === name)?.kubernetesNode ?? null;
    if (kubernetesName !== null) taken.add(kubernetesName);
    return machine(snapshot, name, kubernetesName, kubernetesOf(kubernetesName, motion, objects, objectByName), pods);
  });
  for (const [name, object] of objectByName) {
    if (taken.has(name) || machines.has(name)) continue;
    const source = snapshot.manifest.sources.find((candidate) => candidate.id === `node/${name}`);
    const reason = `node/${name} was ${NOT_COLLECTED}${source?.reason ? `: ${source.reason}` : ''}`;
    nodes.push(
      buildNodeModel(null, {
        name,
        kubernetes: settled(object, motion, objects.state === 'known' ? objects.source : ''),
        reason,
      }),
    );
  }
  return nodes.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function kubernetesOf(
  name: string | null,
  motion: Motion | null,
  objects: Reading<readonly KubernetesNode[]>,
  byName: ReadonlyMap<string, KubernetesNode>,
): Reading<KubernetesNode> {
  if (name === null) return absent('this machine is no Kubernetes node', 'manifest.json');
  if (objects.state !== 'known') return objects;
  const object = byName.get(name);
  if (object) return settled(object, motion, objects.source);
  const moved = motion?.nodeMoved(name) ?? null;
  if (moved !== null) return unknown('cluster/nodes', moved);
  return objects.partial === undefined
    ? absent(`the API has no Node ${name}`, objects.source)
    : unknown('cluster/nodes', objects.partial);
}

/** A Node object that changed while its node was read says nothing about what the node had to look like. */
function settled(object: KubernetesNode, motion: Motion | null, source: string): Reading<KubernetesNode> {
  const moved = motion?.nodeMoved(object.name) ?? null;
  return moved === null ? known(object, source) : unknown('cluster/nodes', moved);
}

function machine(
  snapshot: Snapshot,
  name: string,
  kubernetesName: string | null,
  kubernetes: Reading<KubernetesNode>,
  pods: () => Reading<readonly Pod[]>,
): NodeModel {
  let raw: RawNode;
  try {
    raw = snapshot.readNode(name);
  } catch (error) {
    return buildNodeModel(null, {
      name,
      kubernetes,
      reason: error instanceof Error ? error.message : `node/${name} cannot be read`,
    });
  }
  const records = new Map(raw.index.netns.map((record) => [record.id, record]));
  const finder = lazy(() => {
    const reading = pods();
    return podFinder(reading.state === 'known' ? reading.value : [], kubernetesName);
  });
  const podOf = (_: NodeModel, netns: NetworkNamespace): Pod | null => finder().podOf(netns, records.get(netns.id));
  return buildNodeModel(raw, { name, kubernetes, podOf });
}
