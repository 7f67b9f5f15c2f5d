import { permissionsFor } from '../collect/cluster/permissions.ts';
import { manifestsFor, toYaml } from '../collect/cluster/rbac.ts';
import { agentManifest } from '../collect/nodes/agent-manifest.ts';
import { probeScript } from '../collect/script.ts';
import { netlintVersion } from '../version.ts';
import type { LiveWay } from './live-options.ts';

export interface RbacOptions {
  readonly via: LiveWay;
  readonly name: string;
  readonly jobNamespace: string;
  readonly image: string;
  readonly interval: number;
}

/** Namespaces that every cluster has. */
const THERE = new Set(['kube-system', 'default', 'kube-public']);

/** Prints what an administrator applies so that netlint may read a cluster that way; with `agents`, the DaemonSet too. */
export function printRbac({ via, name, jobNamespace: namespace, image, interval }: RbacOptions): void {
  const manifests = manifestsFor(permissionsFor({ mode: via, namespace }), {
    name,
    namespace,
    createNamespace: !THERE.has(namespace),
    mode: via,
  });
  const agents =
    via === 'agents' ? [agentManifest({ namespace, image, interval, script: probeScript(netlintVersion(), {}) })] : [];
  process.stdout.write(
    [...manifests, ...agents].map((manifest) => `${remark(manifest)}${toYaml([manifest])}`).join('---\n'),
  );
}

/** kubectl passes over what it cannot make, and says so; this says that it does not matter. */
function remark({ metadata }: Readonly<Record<string, unknown>>): string {
  const { namespace } = metadata as { readonly namespace?: string };
  return namespace !== 'kube-flannel' ? '' : `# Leave this out where the cluster has no namespace ${namespace}.\n`;
}
