import type { Unknown } from '../../model/reading.ts';
import type { Pod } from '../../model/types.ts';
import { type KubernetesVersion, parseKubernetesVersion, versionOfImage } from '../../parse/kubernetes-version.ts';
import type { FactContext } from '../types.ts';

/** The API servers of a cluster: several in the midst of an upgrade are not all of one version. */
export interface ApiServers {
  readonly oldest: KubernetesVersion;
  readonly newest: KubernetesVersion;
}

/** What answered /version, and the API servers that run as pods, by their images. */
export function apiServers(context: FactContext): ApiServers | Pick<Unknown, 'missing' | 'reason'> {
  return context.memo('versions of the API servers', () => {
    const { apiServerVersion, pods } = context.cluster;
    const asked = apiServerVersion.state === 'known' ? parseKubernetesVersion(apiServerVersion.value) : null;
    const byImage =
      pods.state === 'known' ? pods.value.flatMap((pod) => versionOfComponent(pod, 'kube-apiserver') ?? []) : [];
    const [first, ...rest] = [...(asked === null ? [] : [asked]), ...byImage].sort(compare);
    if (first !== undefined) return { oldest: first, newest: rest.at(-1) ?? first };
    if (apiServerVersion.state === 'unknown') return apiServerVersion;
    const said = apiServerVersion.state === 'known' ? apiServerVersion.value : '';
    return { missing: 'cluster/versions', reason: `the API server's version ${said} cannot be read` };
  });
}

const compare = (a: KubernetesVersion, b: KubernetesVersion): number => a.major - b.major || a.minor - b.minor;

/** Pods of the control plane as kubeadm and the like label them; null for other pods, and where the image's tag is no version. */
export function versionOfComponent(pod: Pod, component: string): KubernetesVersion | null {
  if (!isComponent(pod, component)) return null;
  return pod.images.map(versionOfImage).find((version) => version !== null) ?? null;
}

export const isComponent = ({ namespace, labels, phase }: Pod, component: string): boolean =>
  namespace === 'kube-system' && labels.component === component && phase !== 'Succeeded' && phase !== 'Failed';
