import type { ProcessInfo } from './types.ts';

/** Daemons that run in a pod of their own, behind the pod's address. */
const IN_PODS: readonly string[] = ['coredns'];

/**
 * The processes that serve this node. A machine can carry other nodes in containers (kind, k3d): their kube-proxy and flanneld are
 * in its process list too, each in a network namespace of its own, and say nothing about the machine's own network.
 *
 * @param namespaces ids of the node's namespaces other than the host's: `net:[4026532585]`
 */
export function ownProcesses(processes: readonly ProcessInfo[], namespaces: readonly string[]): readonly ProcessInfo[] {
  const others = new Set(namespaces);
  return processes.filter(({ name, netns }) => netns === null || !others.has(netns) || IN_PODS.includes(name));
}
