import type { Permission } from '../../src/collect/cluster/permissions.ts';
import type { PolicyRule } from '../../src/collect/cluster/rbac.ts';
import type { Manifest } from './programs.ts';

/** One right as a line: `get configmaps kube-proxy in kube-system`. */
const line = (verb: string, group: string, resource: string, name: string, namespace: string | null): string =>
  `${verb} ${resource}${group === '' ? '' : `.${group}`}${name === '' ? '' : ` ${name}`}${namespace === null ? '' : ` in ${namespace}`}`;

/** Every right that a list of permissions holds, one by one. */
export const rightsOf = (permissions: readonly Permission[]): ReadonlySet<string> =>
  new Set(
    permissions.flatMap(({ verb, group, resource, subresource, namespace, names }) =>
      (names ?? ['']).map((name) =>
        line(verb, group, subresource === undefined ? resource : `${resource}/${subresource}`, name, namespace),
      ),
    ),
  );

/** Every right that objects give to a ServiceAccount. Throws for a binding to a role that is not among them. */
export function grantedBy(objects: readonly Manifest[], account: string, namespace: string): ReadonlySet<string> {
  const bindings = objects.filter(({ kind }) => kind === 'RoleBinding' || kind === 'ClusterRoleBinding');
  const held = bindings.filter(({ subjects }) =>
    (subjects as readonly { kind: string; name: string; namespace?: string }[]).some(
      (one) => one.kind === 'ServiceAccount' && one.name === account && one.namespace === namespace,
    ),
  );
  return new Set(
    held.flatMap(({ metadata, roleRef }) => {
      const { kind, name } = roleRef as { readonly kind: string; readonly name: string };
      const role = objects.find(
        (one) => one.kind === kind && one.metadata.name === name && one.metadata.namespace === metadata.namespace,
      );
      if (role === undefined) throw new Error(`${metadata.name} is bound to ${kind} ${name}, which is not there`);
      return (role.rules as readonly PolicyRule[]).flatMap(({ apiGroups, resources, resourceNames = [''], verbs }) =>
        verbs.flatMap((verb) =>
          apiGroups.flatMap((group) =>
            resources.flatMap((resource) =>
              resourceNames.map((each) => line(verb, group, resource, each, metadata.namespace ?? null)),
            ),
          ),
        ),
      );
    }),
  );
}
