import type { ApiObject } from '../snapshot/types.ts';
import { namespaceOf, numberField, objectField, spec, status, textMap } from './api-fields.ts';
import { known, type Reading, unknown } from './reading.ts';
import type { Replicated } from './types.ts';

const KINDS = [
  ['deployments', 'Deployment'],
  ['statefulsets', 'StatefulSet'],
  ['replicasets', 'ReplicaSet'],
  ['daemonsets', 'DaemonSet'],
] as const;

/** What makes pods for good. Where a kind was not collected, the rest says that it is a part. */
export function replicated(read: (resource: string) => Reading<readonly ApiObject[]>): Reading<readonly Replicated[]> {
  const found: Replicated[] = [];
  const missing: string[] = [];
  let reason = '';
  for (const [resource, kind] of KINDS) {
    const objects = read(resource);
    if (objects.state !== 'known') {
      missing.push(resource);
      reason ||= objects.reason;
      continue;
    }
    if (objects.partial !== undefined) missing.push(resource);
    // A Deployment speaks for its ReplicaSets.
    const own = objects.value.filter(({ metadata }) => !metadata.ownerReferences?.some(({ controller }) => controller));
    found.push(...own.map((object) => one(kind, object)));
  }
  if (missing.length === KINDS.length) return unknown(`cluster/${KINDS[0][0]}`, reason);
  const partial = missing.length === 0 ? undefined : `${missing.join(' and ')} were not collected, or only in part`;
  return known(found, 'deployments, statefulsets, replicasets and daemonsets of the API', partial);
}

/** Their pods have the template's labels, which the selector must match. */
function one(kind: Replicated['kind'], object: ApiObject): Replicated {
  const template = textMap(objectField(objectField(objectField(spec(object), 'template'), 'metadata'), 'labels'));
  const selector = textMap(objectField(objectField(spec(object), 'selector'), 'matchLabels'));
  const podLabels = { ...selector, ...template };
  return {
    kind,
    namespace: namespaceOf(object),
    name: object.metadata.name,
    podLabels: Object.keys(podLabels).length > 0 ? podLabels : textMap(object.metadata.labels),
    // Unset means one; a DaemonSet has a pod on each node that fits.
    desired:
      kind === 'DaemonSet'
        ? (numberField(status(object), 'desiredNumberScheduled') ?? 1)
        : (numberField(spec(object), 'replicas') ?? 1),
  };
}
