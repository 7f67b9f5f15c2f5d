import type { NodeModel, Pod } from '../../model/types.ts';

/** Why a pod gets no connections, by what the API says of it: its node, its scheduling, its containers, its readiness. */
export function whyUnready(pod: Pod, node: NodeModel | undefined): string {
  const kubernetes = node?.kubernetes.state === 'known' ? node.kubernetes.value : undefined;
  if (pod.node === null) {
    const scheduled = pod.conditions?.find(({ type }) => type === 'PodScheduled');
    return `has no node${scheduled?.reason ? ` (${scheduled.reason})` : ''}`;
  }
  if (kubernetes?.ready === false) return `its node ${pod.node} is not Ready`;
  const waiting = pod.containers.find((container) => container.waiting !== null);
  if (waiting !== undefined) return `container ${waiting.name}: ${waiting.waiting}${restarts(waiting.restarts)}`;
  if (pod.phase === 'Pending') return 'is Pending';
  const gate = pod.conditions?.find(({ type, isTrue }) => type.includes('/') && !isTrue);
  const unready = pod.containers.filter(({ ready }) => !ready);
  if (unready.length === 0 && gate !== undefined) return `readiness gate ${gate.type} is not met`;
  const [first] = unready;
  if (first !== undefined)
    return `container ${first.name} runs and is not ready: its readiness probe fails${restarts(first.restarts)}`;
  if (pod.ready) return 'is ready, and the EndpointSlices do not say so';
  const ready = pod.conditions?.find(({ type }) => type === 'Ready');
  return `is not ready${ready?.reason ? ` (${ready.reason})` : ''}`;
}

const restarts = (count: number): string => (count > 0 ? ` (${count} restarts)` : '');
