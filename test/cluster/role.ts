import type { AccessMode, Permission } from '../../src/collect/cluster/permissions.ts';
import { permissionsFor } from '../../src/collect/cluster/permissions.ts';
import { manifestsFor, rolesFor, toYaml } from '../../src/collect/cluster/rbac.ts';
import type { Ended } from '../lab/sandbox.ts';
import type { RealCluster } from './real-cluster.ts';

const NAME = 'netlint';
const NAMESPACE = 'kube-system';
const KUBECONFIG = '/run/home/role.conf';
const netlint = new URL('../../bin/netlint.js', import.meta.url).pathname;

export interface RoleUser {
  /** What the printed role allows. */
  readonly permissions: readonly Permission[];
  /** Runs netlint on the host outside with the ServiceAccount's token. */
  readonly netlint: (...args: readonly string[]) => Promise<Ended>;
  /** Makes the roles hold these permissions alone. */
  readonly allow: (permissions: readonly Permission[]) => Promise<void>;
}

/** A ServiceAccount with exactly what `netlint rbac` prints, applied with kubectl. */
export async function roleUser(cluster: RealCluster, mode: AccessMode): Promise<RoleUser> {
  const permissions = permissionsFor({ mode, namespace: NAMESPACE });
  const printed = await cluster.outside([process.execPath, netlint, 'rbac', '--via', mode]);
  await apply(cluster, printed.stdout);
  const token = (await cluster.kubectl('-n', NAMESPACE, 'create', 'token', NAME)).trim();
  await cluster.sandbox.sh(`umask 077; cp /run/admin.conf ${KUBECONFIG}`);
  await cluster.kubectl('--kubeconfig', KUBECONFIG, 'config', 'set-credentials', 'role', `--token=${token}`);
  await cluster.kubectl('--kubeconfig', KUBECONFIG, 'config', 'set-context', '--current', '--user=role');
  const options = { name: NAME, namespace: NAMESPACE, mode };
  const names = manifestsFor(permissions, options).map(({ kind, metadata }) => {
    const { name, namespace } = metadata as { readonly name: string; readonly namespace?: string };
    return { kind: String(kind), name, namespace };
  });
  return {
    permissions,
    netlint: (...args) =>
      cluster.outside([process.execPath, netlint, ...args], { env: { KUBECONFIG, TMPDIR: '/run/home' } }),
    allow: async (allowed) => {
      // A role that holds nothing any more is not among those that are applied.
      for (const { kind, name, namespace } of names.filter((each) => /^(?:Cluster)?Role$/.test(each.kind))) {
        const place = namespace === undefined ? [] : ['-n', namespace];
        await cluster.kubectl(...place, 'delete', kind, name, '--ignore-not-found');
      }
      if (allowed.length > 0) await apply(cluster, toYaml(rolesFor(allowed, options)));
    },
  };
}

async function apply(cluster: RealCluster, yaml: string): Promise<void> {
  const { code, stderr } = await cluster.outside(['kubectl', 'apply', '-f', '-'], { stdin: yaml });
  // Where the cluster has no such namespace, the printed remark says to leave the role out.
  const unexpected = stderr.split('\n').filter((line) => line !== '' && !line.includes('"kube-flannel" not found'));
  if (code !== 0 && unexpected.length > 0) throw new Error(`kubectl apply: ${stderr}`);
}

/** `list pods`, `get configmaps kube-proxy,…` */
export const inWords = ({ verb, resource, subresource, group, names, namespace }: Permission): string =>
  [
    verb,
    `${resource}${subresource === undefined ? '' : `/${subresource}`}${group === '' ? '' : `.${group}`}`,
    ...(names === undefined ? [] : [`(${names.join(', ')})`]),
    ...(namespace === null ? [] : [`in ${namespace}`]),
  ].join(' ');
