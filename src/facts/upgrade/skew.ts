import { type KubernetesVersion, minorsAhead, minorText } from '../../parse/kubernetes-version.ts';
import type { Item } from '../types.ts';
import type { ApiServers } from './api-servers.ts';

/* https://kubernetes.io/releases/version-skew-policy/ */

/** How many minors a kubelet or kube-proxy may be older than the API server: two until 1.24, three since. */
const mayBeOlder = ({ major, minor }: KubernetesVersion): number => (major === 1 && minor < 25 ? 2 : 3);

/** kube-proxy and the kubelet beside it, either way. */
const KUBELET_AND_PROXY = 3;

/** The item that says how a node's component is outside of what the API servers support; null where it is inside. */
export function outsideOf(version: KubernetesVersion, { oldest, newest }: ApiServers): Item | null {
  const older = minorsAhead(newest, version);
  if (older > mayBeOlder(version))
    return itemOf(version, 'kube-apiserver', newest, older, `at most ${mayBeOlder(version)} older`);
  const newer = minorsAhead(version, oldest);
  return newer > 0 ? itemOf(version, 'kube-apiserver', oldest, -newer, 'never newer') : null;
}

/** The same for what is to be: only components that are too old, since the control plane goes first. */
export function tooOldFor(version: KubernetesVersion, target: KubernetesVersion): Item | null {
  const older = minorsAhead(target, version);
  return older > mayBeOlder(version)
    ? itemOf(version, 'kube-apiserver', target, older, `at most ${mayBeOlder(version)} older`)
    : null;
}

export function farFromKubelet(version: KubernetesVersion, kubelet: KubernetesVersion): Item | null {
  const older = minorsAhead(kubelet, version);
  return Math.abs(older) > KUBELET_AND_PROXY
    ? itemOf(version, 'the kubelet', kubelet, older, `at most ${KUBELET_AND_PROXY} older or newer`)
    : null;
}

/** `minors` is not there between two majors. */
const itemOf = (
  version: KubernetesVersion,
  of: string,
  other: KubernetesVersion,
  minors: number,
  allowed: string,
): Item => ({
  version: minorText(version),
  of,
  other: minorText(other),
  minors: Number.isFinite(minors) ? minors : null,
  allowed,
});
