import type { MotionRecord, MovedObject } from '../snapshot/motion.ts';
import type { Motion } from './types.ts';

/** How the API calls one object of a resource; anything else is called by its resource. */
const KINDS: ReadonlyMap<string, string> = new Map([
  ['nodes', 'Node'],
  ['pods', 'Pod'],
  ['services', 'Service'],
  ['endpoints', 'Endpoints'],
  ['endpointslices', 'EndpointSlice'],
  ['daemonsets', 'DaemonSet'],
  ['deployments', 'Deployment'],
  ['networkpolicies', 'NetworkPolicy'],
  ['ingresses', 'Ingress'],
  ['configmaps', 'ConfigMap'],
]);

/** Answers what moved while the nodes were read. An object that moved is not what the nodes had to follow: nothing can be said about it. */
export function motionOf(record: MotionRecord): Motion {
  const byObject = new Map<string, MovedObject>();
  const byService = new Map<string, MovedObject>();
  for (const moved of record.moved) {
    const { resource, namespace, name, owner } = moved;
    byObject.set(keyOf(resource, namespace, name), moved);
    const service =
      resource === 'endpointslices' ? owner : resource === 'services' || resource === 'endpoints' ? name : undefined;
    if (service === undefined) continue;
    const key = `${namespace ?? ''}/${service}`;
    // The Service itself says most.
    if (!byService.has(key) || resource === 'services') byService.set(key, moved);
  }
  const nodesReadFrom = Date.parse(record.from) + (record.clockOffsetMs ?? 0);
  return {
    objects: record.moved,
    moved: (resource, namespace, name) => reasonOf(byObject.get(keyOf(resource, namespace, name))),
    serviceMoved: (namespace, name) => reasonOf(byService.get(`${namespace}/${name}`)),
    nodeMoved: (name) => reasonOf(byObject.get(keyOf('nodes', null, name))),
    secondsBefore: (time) => {
      const then = Date.parse(time);
      return Number.isNaN(then) ? null : (nodesReadFrom - then) / 1000;
    },
  };
}

const keyOf = (resource: string, namespace: string | null, name: string) => `${resource}\0${namespace ?? ''}\0${name}`;

const WORDS = { changed: 'changed', added: 'was made', removed: 'was deleted' } as const;

function reasonOf(moved: MovedObject | undefined): string | null {
  if (moved === undefined) return null;
  const { resource, namespace, name, change } = moved;
  const object = `${KINDS.get(resource) ?? resource} ${namespace === null ? '' : `${namespace}/`}${name}`;
  return `in motion: ${object} ${WORDS[change]} while the nodes were read`;
}
