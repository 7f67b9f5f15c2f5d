import { namespaceSections } from './picture-namespace.ts';
import { nodeSections } from './picture-node.ts';
import type { PictureSection } from './picture-section.ts';
import type { ClusterModel, NetworkNamespace } from './types.ts';

/**
 * What a cluster's nodes look like, as far as it stays from day to day: devices and their MACs, addresses, routes, permanent
 * neighbours, tunnels, policies and rules of base chains, settings. Counters, caches and what comes and goes with pods (veths,
 * namespaces of pods, chains of kube-proxy) is left out. Made node by node: in a large overlay every node has a route to every other.
 */
export interface Picture {
  readonly nodes: readonly string[];
  /** By namespace and what they are about; each pair once. */
  readonly sectionsOf: (node: string) => readonly PictureSection[];
}

export function pictureOf(cluster: ClusterModel): Picture {
  return {
    nodes: cluster.nodes.map(({ name }) => name),
    sectionsOf: (name) => {
      const node = cluster.node(name);
      if (!node) return [];
      return [...nodeSections(node), ...[node.host, ...node.namespaces.filter(isNamed)].flatMap(namespaceSections)];
    },
  };
}

const isNamed = ({ pod, name, node }: NetworkNamespace): boolean =>
  pod === null && typeof name === 'string' && node.namespaces.filter((other) => other.name === name).length === 1;
