/** A version of Kubernetes or of a part of it, as its release names it or as a distribution does. */
export interface KubernetesVersion {
  readonly major: number;
  readonly minor: number;
  /** Null where only the minor is said: `1.36`. */
  readonly patch: number | null;
  /** What the distribution adds: `k3s1`, `eks-5e0fdde`, `gke.1134000`; a pre-release too (`rc.1`). */
  readonly suffix: string | null;
}

const VERSION = /^v?(\d{1,3})\.(\d{1,4})(?:\.(\d{1,5}))?(?:[-+_]([0-9A-Za-z.+_-]{1,100}))?\+?$/;

/** `v1.33.4`, `1.36`, `v1.33.4+k3s1`, `v1.28.5-eks-5e0fdde`, `v1.33.4-gke.1134000`; null for what is no version. */
export function parseKubernetesVersion(text: string): KubernetesVersion | null {
  const [match, major, minor, patch, suffix] = VERSION.exec(text.trim()) ?? [];
  if (match === undefined) return null;
  return {
    major: Number(major),
    minor: Number(minor),
    patch: patch === undefined ? null : Number(patch),
    suffix: suffix ?? null,
  };
}

/**
 * The version that an image's tag says: `registry.k8s.io/kube-proxy:v1.33.4-eksbuild.1@sha256:…`. Null for `latest`, for a digest alone, and for a
 * tag of another kind.
 */
export function versionOfImage(image: string): KubernetesVersion | null {
  const [name = ''] = image.split('@', 1);
  const colon = name.lastIndexOf(':');
  // A colon before a slash is that of a registry's port.
  return colon < 0 || name.includes('/', colon) ? null : parseKubernetesVersion(name.slice(colon + 1));
}

/** How many minors `a` is ahead of `b`; below zero where it is behind. Between majors there is no such number. */
export function minorsAhead(a: KubernetesVersion, b: KubernetesVersion): number {
  return a.major === b.major
    ? a.minor - b.minor
    : a.major > b.major
      ? Number.POSITIVE_INFINITY
      : Number.NEGATIVE_INFINITY;
}

/** `1.36` */
export const minorText = ({ major, minor }: KubernetesVersion): string => `${major}.${minor}`;
