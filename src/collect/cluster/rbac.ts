import { stringify } from 'yaml';
import type { AccessMode, Permission } from './permissions.ts';

export interface PolicyRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

export interface RbacOptions {
  /** Of the ServiceAccount, and first part of the other names. */
  readonly name: string;
  /** Where the ServiceAccount lives. */
  readonly namespace: string;
  /** Make the namespace too. Never for `kube-system`. */
  readonly createNamespace?: boolean;
  readonly mode: AccessMode;
}

type Manifest = Readonly<Record<string, unknown>>;

const LABELS = { 'app.kubernetes.io/name': 'netlint', 'app.kubernetes.io/managed-by': 'netlint' };

const sorted = (values: Iterable<string>): readonly string[] => [...new Set(values)].sort();

/** Permissions as rules: what has the same verbs and names in one group stands in one rule. */
export function rulesOf(permissions: readonly Permission[]): readonly PolicyRule[] {
  const verbs = new Map<string, { readonly permission: Permission; readonly verbs: Set<string> }>();
  for (const permission of permissions) {
    const { group, resource, subresource, names } = permission;
    const key = JSON.stringify([
      group,
      subresource === undefined ? resource : `${resource}/${subresource}`,
      names ?? null,
    ]);
    const found = verbs.get(key) ?? { permission, verbs: new Set() };
    found.verbs.add(permission.verb);
    verbs.set(key, found);
  }
  const rules = new Map<
    string,
    { group: string; resources: string[]; names: readonly string[] | undefined; verbs: readonly string[] }
  >();
  for (const { permission, verbs: asked } of verbs.values()) {
    const { group, resource, subresource, names } = permission;
    const list = sorted(asked);
    const key = JSON.stringify([group, list, names ?? null]);
    const rule = rules.get(key) ?? { group, resources: [], names, verbs: list };
    rule.resources.push(subresource === undefined ? resource : `${resource}/${subresource}`);
    rules.set(key, rule);
  }
  return [...rules.values()].map(({ group, resources, names, verbs: list }) => ({
    apiGroups: [group],
    resources: sorted(resources),
    ...(names === undefined ? {} : { resourceNames: sorted(names) }),
    verbs: list,
  }));
}

function binding(kind: 'ClusterRole' | 'Role', role: string, namespace: string | null, options: RbacOptions): Manifest {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: `${kind}Binding`,
    metadata: { name: role, ...(namespace === null ? {} : { namespace }), labels: LABELS },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name: role },
    subjects: [{ kind: 'ServiceAccount', name: options.name, namespace: options.namespace }],
  };
}

/** The roles that hold these permissions and nothing else, bound to the ServiceAccount. */
export function rolesFor(permissions: readonly Permission[], options: RbacOptions): readonly Manifest[] {
  const places = [null, ...sorted(permissions.flatMap(({ namespace }) => namespace ?? []))];
  return places.flatMap((namespace): readonly Manifest[] => {
    const rules = rulesOf(permissions.filter((permission) => permission.namespace === namespace));
    if (rules.length === 0) return [];
    const kind = namespace === null ? 'ClusterRole' : 'Role';
    const metadata = { name: options.name, ...(namespace === null ? {} : { namespace }), labels: LABELS };
    return [
      { apiVersion: 'rbac.authorization.k8s.io/v1', kind, metadata, rules },
      binding(kind, options.name, namespace, options),
    ];
  });
}

/**
 * All manifests of a mode: the ServiceAccount, its roles, and its namespace where that has to be made; pods that look at their node need
 * the PodSecurity level `privileged` there.
 */
export function manifestsFor(permissions: readonly Permission[], options: RbacOptions): readonly Manifest[] {
  const runsPods = options.mode === 'pods' || options.mode === 'agents';
  const namespace: Manifest = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: options.namespace,
      labels: { ...LABELS, ...(runsPods ? { 'pod-security.kubernetes.io/enforce': 'privileged' } : {}) },
    },
  };
  const account: Manifest = {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: options.name, namespace: options.namespace, labels: LABELS },
    automountServiceAccountToken: false,
  };
  return [...(options.createNamespace ? [namespace] : []), account, ...rolesFor(permissions, options)];
}

/** Several documents, as `kubectl apply -f -` takes them. */
export function toYaml(manifests: readonly Manifest[]): string {
  return manifests.map((manifest) => stringify(manifest, { lineWidth: 0, aliasDuplicateObjects: false })).join('---\n');
}
