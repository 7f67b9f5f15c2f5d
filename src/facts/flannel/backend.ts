import { absent, known, type Reading, unknown } from '../../model/reading.ts';
import type { ClusterModel, NodeModel } from '../../model/types.ts';
import { cniInUse } from '../cni/in-use.ts';
import { netConf } from './net-conf.ts';

export const backends = ['vxlan', 'host-gw', 'udp', 'wireguard', 'ipip', 'alloc', 'ipsec', 'extension'] as const;
export type Backend = (typeof backends)[number];

const isBackend = (text: string): text is Backend => (backends as readonly string[]).includes(text);

/** Device of a backend that has one and only one name for it; vxlan's carries the VNI. */
export const singleDevice: Readonly<Partial<Record<Backend, string>>> = {
  udp: 'flannel0',
  wireguard: 'flannel-wg',
  ipip: 'flannel.ipip',
};

const deviceBackends: readonly (readonly [RegExp, Backend])[] = [
  [/^flannel(-v6)?\.\d{1,8}$/, 'vxlan'],
  [/^flannel-wg(-v6)?$/, 'wireguard'],
  [/^flannel\.ipip$/, 'ipip'],
  [/^flannel0$/, 'udp'],
];

/**
 * Which flannel backend a node uses. Absent: the node is not flannel's. What the node's own annotation says goes first, then
 * the configuration, then what stands on the node, then what all other nodes say: a cluster has one backend.
 */
export function flannelBackend(node: NodeModel, cluster: ClusterModel): Reading<Backend> {
  const before = decided.get(node);
  if (before) return before;
  const backend = decideBackend(node, cluster);
  decided.set(node, backend);
  return backend;
}

const decided = new WeakMap<NodeModel, Reading<Backend>>();
const told = new WeakMap<NodeModel, Reading<Backend>>();

function decideBackend(node: NodeModel, cluster: ClusterModel): Reading<Backend> {
  const own = ownBackend(node, cluster);
  if (own.state !== 'unknown') return own;
  const others = new Set<Backend>();
  for (const other of cluster.nodes) {
    if (other === node) continue;
    const backend = ownBackend(other, cluster);
    if (backend.state === 'known') others.add(backend.value);
  }
  const [only] = others;
  return others.size === 1 && only !== undefined && runsFlannel(node) ? known(only, 'the other nodes') : own;
}

/** What the node and its own object say. */
function ownBackend(node: NodeModel, cluster: ClusterModel): Reading<Backend> {
  const backend = told.get(node) ?? readBackend(node, cluster);
  told.set(node, backend);
  return backend;
}

function readBackend(node: NodeModel, cluster: ClusterModel): Reading<Backend> {
  const kubernetes = node.kubernetes;
  const foreign = replacedBy(node);
  if (foreign !== undefined) return absent(`${foreign} has taken flannel's place on this node`, 'CNI configuration');
  const annotation = kubernetes.state === 'known' ? kubernetes.value.flannel : null;
  if (annotation !== null && isBackend(annotation.backendType))
    return known(annotation.backendType, kubernetes.state === 'known' ? kubernetes.source : '');
  const device = deviceBackend(node);
  if (device.state === 'known') return device;
  const config = netConf(cluster);
  if ((annotation !== null || runsFlannel(node)) && config.state === 'known' && isBackend(config.value.backend))
    return known(config.value.backend, config.source);
  if (annotation !== null)
    return unknown('cluster/configmaps', 'the node annotation names no backend, and there is no net-conf.json');
  if (runsFlannel(node))
    return unknown('cluster/nodes', 'flannel is set up on the node, but nothing says with which backend');
  if (device.state === 'unknown') {
    // The API knows this node and nothing of flannel on it: nobody needs to look at the devices for that.
    return kubernetes.state === 'known' ? absent('the Node has no flannel annotations', kubernetes.source) : device;
  }
  return absent('no flannel annotation, device, subnet.env or CNI configuration', device.source);
}

function deviceBackend(node: NodeModel): Reading<Backend> {
  const links = node.host.links;
  if (links.state !== 'known') return links;
  for (const link of links.value.all) {
    const match = deviceBackends.find(([pattern]) => pattern.test(link.name));
    if (match) return known(match[1], links.source);
  }
  return absent('no device of flannel', links.source);
}

/** True when files or processes on the node show flannel at work, whatever its backend. */
function runsFlannel(node: NodeModel): boolean {
  if (node.flannelSubnetEnv.state === 'known') return true;
  if (hasFlanneld(node)) return true;
  const cni = cniInUse(node);
  return cni.state === 'known' && cni.value.types.includes('flannel');
}

const hasFlanneld = (node: NodeModel): boolean =>
  node.processes.state === 'known' && node.processes.value.some(({ name }) => name === 'flanneld');

/**
 * Annotations and devices of flannel outlive it. They are leftovers where another network plugin is configured and no flanneld
 * runs; where nobody could look for flanneld, its subnet.env speaks for it (Canal: Calico's plugin over flannel's network).
 */
const hasPlugin = ({ cni: { plugins } }: NodeModel, type: string): boolean =>
  plugins.state === 'known' && plugins.value.includes(type);

function replacedBy(node: NodeModel): string | undefined {
  const cni = cniInUse(node);
  if (cni.state !== 'known' || !cni.value.ownNetwork || cni.value.types.includes('flannel')) return undefined;
  // A configuration without its plugin starts no pod: it is left over, or not there yet.
  if (node.cni.plugins.state === 'known' && !cni.value.types.every((type) => hasPlugin(node, type))) return undefined;
  if (node.processes.state === 'known' ? hasFlanneld(node) : node.flannelSubnetEnv.state === 'known') return undefined;
  return cni.value.file;
}
