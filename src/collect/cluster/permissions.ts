import { type ApiResource, NIC_RESOURCE, RESOURCES } from './resources.ts';

/** How the nodes are read; `api` reads none. */
export type AccessMode = 'api' | 'pods' | 'ssh' | 'agents';

/** One thing that netlint asks the API server for. */
export interface Permission {
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly verb: string;
  /** Null: cluster-wide. */
  readonly namespace: string | null;
  /** Only objects of these names. */
  readonly names?: readonly string[];
  /** Half a sentence: what it is for. */
  readonly why: string;
  /** Without it less is seen, and the rest goes on; else the nodes cannot be read this way. */
  readonly needed: boolean;
}

export interface PermissionOptions {
  readonly mode: AccessMode;
  /** Where Jobs are made, or where the agents' DaemonSet is. */
  readonly namespace: string;
  /** Namespaces that exist, where that is known: a Role cannot be made in one that does not. */
  readonly namespaces?: ReadonlySet<string>;
  /** Groups of custom resources called `nics`; where nobody looked, every group is meant. */
  readonly nicGroups?: readonly string[];
  /** Resources that this cluster serves, where that is known: none is asked for that is not there. */
  readonly isServed?: (group: string, resource: string) => boolean;
}

function toRead(resource: ApiResource, namespaces: ReadonlySet<string> | undefined): readonly Permission[] {
  const { group, resource: plural, namespace = null, named, why, motion } = resource;
  const base = { group, resource: plural, why, needed: false };
  if (named !== undefined) {
    const places = [...new Set(named.map((one) => one.namespace))];
    return places
      .filter((place) => namespaces?.has(place) ?? true)
      .map((place) => ({
        ...base,
        verb: 'get',
        namespace: place,
        names: named.filter((one) => one.namespace === place).map(({ name }) => name),
      }));
  }
  const list = { ...base, verb: 'list', namespace };
  // What moved while the nodes were read is fetched once more, object by object. Nodes are listed again as a whole.
  return motion === 'version'
    ? [list, { ...list, verb: 'get', why: 'one by one, what changed while the nodes were read' }]
    : [list];
}

/** Verbs of the requests that src/collect/nodes/pods makes. */
function forPods(namespace: string): readonly Permission[] {
  const here = { namespace, needed: true };
  return [
    {
      ...here,
      group: 'batch',
      resource: 'jobs',
      verb: 'create',
      why: 'one short-lived Job on each node runs the probe',
    },
    { ...here, group: 'batch', resource: 'jobs', verb: 'list', why: 'to find and take away what a collection made' },
    { ...here, group: 'batch', resource: 'jobs', verb: 'delete', why: 'to take each Job away when its node was read' },
    {
      ...here,
      group: 'batch',
      resource: 'jobs',
      verb: 'deletecollection',
      needed: false,
      why: 'to take all away in one request',
    },
    {
      ...here,
      group: '',
      resource: 'pods',
      verb: 'list',
      why: 'to see when the probe has ended on a node, and why it does not start',
    },
    {
      ...here,
      group: '',
      resource: 'pods',
      verb: 'delete',
      needed: false,
      why: "to take away the probe's pod on a node whose kubelet is dead",
    },
    {
      ...here,
      group: '',
      resource: 'pods',
      subresource: 'log',
      verb: 'get',
      why: 'the probe prints what it read to its log',
    },
    {
      ...here,
      group: '',
      resource: 'events',
      verb: 'list',
      needed: false,
      why: 'why a Job has no pod: a quota, PodSecurity, an admission webhook',
    },
    {
      group: '',
      resource: 'nodes',
      verb: 'get',
      namespace: null,
      needed: false,
      why: 'why a pod does not start: the node is not ready',
    },
  ];
}

function forAgents(namespace: string): readonly Permission[] {
  const here = { namespace, needed: true, group: '', resource: 'pods' };
  return [
    { ...here, verb: 'list', why: "to find the agents' pods" },
    { ...here, subresource: 'log', verb: 'get', why: 'each agent prints what it reads to its log' },
  ];
}

const keyOf = ({ group, resource, subresource, verb, namespace }: Permission) =>
  [group, resource, subresource ?? '', verb, namespace ?? ''].join('\0');

/** What a cluster-wide right covers is not asked for once more in a namespace. */
function withoutRepetition(permissions: readonly Permission[]): readonly Permission[] {
  const everywhere = new Set(
    permissions.filter(({ namespace, names }) => namespace === null && names === undefined).map(keyOf),
  );
  const kept = new Map<string, Permission>();
  for (const permission of permissions) {
    if (permission.namespace !== null && everywhere.has(keyOf({ ...permission, namespace: null }))) continue;
    const key = `${keyOf(permission)}\0${permission.names?.join() ?? ''}`;
    if (!kept.has(key)) kept.set(key, permission);
  }
  return [...kept.values()];
}

/**
 * Everything that netlint asks an API server for in a mode, in a fixed order; Secrets are never among it. What is not granted costs only
 * its own part, except where `needed` is true.
 */
export function permissionsFor({
  mode,
  namespace,
  namespaces,
  nicGroups = ['*'],
  isServed = () => true,
}: PermissionOptions): readonly Permission[] {
  const { resource, why } = NIC_RESOURCE;
  const reading: readonly Permission[] = [
    ...RESOURCES.filter((each) => each.group === '' || isServed(each.group, each.resource)).flatMap((each) =>
      toRead(each, namespaces),
    ),
    ...nicGroups.map((group) => ({ group, resource, verb: 'list', namespace: null, why, needed: false })),
  ];
  const nodes = mode === 'pods' ? forPods(namespace) : mode === 'agents' ? forAgents(namespace) : [];
  return withoutRepetition([...reading, ...nodes]);
}
