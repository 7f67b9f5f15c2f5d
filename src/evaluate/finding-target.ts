import type { Target } from '../facts/types.ts';
import type { FindingTarget } from './types.ts';

/** A target as the result names it. */
export function findingTarget(target: Target): FindingTarget {
  const { kind, key } = target;
  switch (target.kind) {
    case 'cluster':
      return { kind, key };
    case 'node':
      return { kind, key, node: target.node.name };
    case 'device':
      return { kind, key, node: target.node.name, netns: target.netns.label, device: target.device.name };
    case 'pod':
      return { kind, key, node: target.node.name, namespace: target.pod.namespace, name: target.pod.name };
    case 'service':
      return { kind, key, namespace: target.service.namespace, name: target.service.name };
    case 'peer':
      return { kind, key, node: target.node.name, peer: target.peer.name };
    case 'bridge':
      return { kind, key, node: target.node.name, bridge: target.bridge };
  }
}
