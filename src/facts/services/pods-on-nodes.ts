import type { Pod } from '../../model/types.ts';
import { getOrMake } from '../get-or-make.ts';
import type { FactContext } from '../types.ts';

/** Pods that have a network of their own and have not ended, by the name of their Node. */
export function podsOnNodes({ cluster: { pods }, memo }: FactContext): ReadonlyMap<string, readonly Pod[]> {
  return memo('pods with a network, by node', () => {
    const found = new Map<string, Pod[]>();
    for (const pod of pods.state === 'known' ? pods.value : []) {
      if (pod.node === null || pod.hostNetwork || pod.terminating) continue;
      if (pod.phase === 'Succeeded' || pod.phase === 'Failed') continue;
      getOrMake(found, pod.node, (): Pod[] => []).push(pod);
    }
    return found;
  });
}
