import type { NetnsRecord } from '../snapshot/types.ts';
import { canonicalAddress } from './ip.ts';
import type { NetworkNamespace, Pod } from './types.ts';

export interface PodFinder {
  podOf(netns: NetworkNamespace, record: NetnsRecord | undefined): Pod | null;
}

/** Pods that have ended keep their IP in the API, while another pod may have it already. */
const isOver = (pod: Pod): boolean => pod.phase === 'Succeeded' || pod.phase === 'Failed';

const normalUid = (uid: string): string => uid.toLowerCase().replaceAll('_', '-');

/**
 * Finds which of a node's pods lives in a network namespace: by the UID that its processes' cgroup names, else by address. Pods with
 * hostNetwork have no namespace of their own. On a machine that is no Kubernetes node (a pod VM) every pod of the cluster may live.
 */
export function podFinder(pods: readonly Pod[], kubernetesNode: string | null): PodFinder {
  const candidates = pods.filter(
    (pod) => !pod.hostNetwork && !isOver(pod) && (kubernetesNode === null || pod.node === kubernetesNode),
  );
  const byUid = new Map(candidates.flatMap((pod) => (pod.uid === null ? [] : [[normalUid(pod.uid), pod] as const])));
  const byAddress = new Map<string, Pod>();
  // A pod that is on its way out gives way to one that has its address now.
  for (const pod of candidates.toSorted((a, b) => Number(b.terminating) - Number(a.terminating))) {
    for (const ip of pod.ips) byAddress.set(canonicalAddress(ip) ?? ip, pod);
  }
  return {
    podOf(netns, record) {
      const uid = record?.podUid;
      const named = uid ? byUid.get(normalUid(uid)) : undefined;
      if (named) return named;
      const addresses = netns.addresses;
      if (addresses.state !== 'known') return null;
      for (const { address } of addresses.value) {
        const pod = byAddress.get(address);
        if (pod) return pod;
      }
      return null;
    },
  };
}
