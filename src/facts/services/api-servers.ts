import { canonicalAddress } from '../../model/ip.ts';
import type { ClusterModel, NodeModel } from '../../model/types.ts';

/** A machine that runs kube-apiserver, or a program that has it inside. */
export interface ApiServer {
  readonly node: NodeModel;
  /** `--advertise-address`: what it was told to be reached at; null where it finds out itself. */
  readonly declared: string | null;
}

const programs: ReadonlySet<string> = new Set(['kube-apiserver', 'k3s', 'k3s-server', 'kubelite', 'hyperkube', 'rke2']);

/** Seen as processes, else as static pods; sorted by node. Empty where the control plane is none of the cluster's nodes. */
export function apiServersOf({ nodes, pods }: ClusterModel): readonly ApiServer[] {
  const found = new Map<string, ApiServer>();
  for (const node of nodes) {
    if (node.processes.state !== 'known') continue;
    const process = node.processes.value.find(({ name }) => programs.has(name));
    if (process === undefined) continue;
    // An agent of k3s is called k3s as well.
    if (process.name !== 'kube-apiserver' && !listensOn(node, 6443)) continue;
    found.set(node.name, { node, declared: declaredBy(process.flags) });
  }
  for (const pod of pods.state === 'known' ? pods.value : []) {
    if (pod.namespace !== 'kube-system' || pod.labels.component !== 'kube-apiserver' || pod.node === null) continue;
    const node = nodes.find(
      ({ name, kubernetes }) => (kubernetes.state === 'known' ? kubernetes.value.name : name) === pod.node,
    );
    if (node !== undefined && !found.has(node.name)) found.set(node.name, { node, declared: declaredBy(pod.flags) });
  }
  return [...found.values()].sort((a, b) => (a.node.name < b.node.name ? -1 : 1));
}

const listensOn = ({ host: { sockets } }: NodeModel, port: number): boolean =>
  sockets.state === 'known' && sockets.value.some((socket) => socket.protocol === 'tcp' && socket.port === port);

function declaredBy(flags: Readonly<Record<string, string>> | undefined): string | null {
  const address = flags?.['advertise-address'];
  return address === undefined ? null : (canonicalAddress(address) ?? null);
}
