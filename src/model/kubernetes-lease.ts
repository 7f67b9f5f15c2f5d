import type { ApiObject } from '../snapshot/types.ts';
import { numberField, spec, textField } from './api-fields.ts';
import type { NodeLease } from './types.ts';

/** The namespace that the kubelets' leases are in; leases of other namespaces elect leaders. */
const NAMESPACE = 'kube-node-lease';

/** Heartbeats by node: the lease of a node has its name. */
export function nodeLeases(objects: readonly ApiObject[]): ReadonlyMap<string, NodeLease> {
  return new Map(
    objects
      .filter(({ metadata }) => metadata.namespace === NAMESPACE)
      .map((object) => [object.metadata.name, nodeLease(object)]),
  );
}

const nodeLease = (object: ApiObject): NodeLease => ({
  node: object.metadata.name,
  renewedAt: textField(spec(object), 'renewTime'),
  seconds: numberField(spec(object), 'leaseDurationSeconds'),
});
