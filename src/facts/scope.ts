import type { Target, TargetKind } from './types.ts';

/**
 * Which kinds of target a rule may ask about beside its own: a device is on a node, a node is in the cluster. So a rule
 * about devices can say `{{node.name}}`.
 */
const scopes: Readonly<Record<TargetKind, readonly TargetKind[]>> = {
  cluster: ['cluster'],
  node: ['node', 'cluster'],
  device: ['device', 'node', 'cluster'],
  pod: ['pod', 'node', 'cluster'],
  service: ['service', 'cluster'],
  peer: ['peer', 'node', 'cluster'],
  bridge: ['bridge', 'node', 'cluster'],
};

export const targetKinds = Object.keys(scopes) as readonly TargetKind[];

/** True when a rule about `kind` may use facts of `factTarget`. */
export const inScope = (kind: TargetKind, factTarget: TargetKind): boolean => scopes[kind].includes(factTarget);

/** The target that a fact of another kind in scope is computed on; undefined when that kind is out of scope. */
export function targetInScope(target: Target, kind: TargetKind): Target | undefined {
  if (target.kind === kind) return target;
  if (kind === 'cluster') return { kind: 'cluster', key: 'cluster' };
  if (kind === 'node' && 'node' in target) return { kind: 'node', key: `node/${target.node.name}`, node: target.node };
  return undefined;
}
