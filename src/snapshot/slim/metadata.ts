import { anyText, flag, having, isRecord, listOf, mapOf, shape, text, textMap } from './keep.ts';

/** What flanneld writes on a Node; its prefix is a flag (`--kube-annotation-prefix`), so the part behind it decides. */
const FLANNEL_ANNOTATIONS: ReadonlySet<string> = new Set([
  'kube-subnet-manager',
  'backend-type',
  'backend-data',
  'backend-v6-data',
  'public-ip',
  'public-ipv6',
  'public-ip-overwrite',
  'public-ipv6-overwrite',
  'node-public-ip',
  'node-public-ipv6',
]);

const WANTED_ANNOTATIONS: ReadonlySet<string> = new Set([
  'endpoints.kubernetes.io/over-capacity',
  'endpoints.kubernetes.io/last-change-trigger-time',
  'service.kubernetes.io/topology-mode',
  'service.kubernetes.io/topology-aware-hints',
  'kubernetes.io/config.source',
  'kubernetes.io/ingress.class',
  'ingressclass.kubernetes.io/is-default-class',
  'projectcalico.org/IPv4Address',
  'projectcalico.org/IPv4IPIPTunnelAddr',
  'projectcalico.org/IPv4VXLANTunnelAddr',
  'projectcalico.org/IPv6Address',
]);

function isWantedAnnotation(key: string): boolean {
  return WANTED_ANNOTATIONS.has(key) || FLANNEL_ANNOTATIONS.has(key.slice(key.lastIndexOf('/') + 1));
}

/** managedFields and every annotation that no rule reads (last-applied repeats the whole object, env included) stay out. */
export const metadata = shape({
  name: anyText,
  namespace: anyText,
  uid: text,
  resourceVersion: text,
  creationTimestamp: text,
  deletionTimestamp: text,
  labels: textMap,
  annotations: mapOf(text, isWantedAnnotation),
  ownerReferences: listOf(
    having(['kind', 'name'], shape({ kind: anyText, name: anyText, uid: text, controller: flag })),
  ),
});

/** When an object was last written (RFC 3339), by its managedFields; in an object that was slimmed before by `lastWritten`. */
export function lastWritten(value: unknown): string | undefined {
  if (!isRecord(value)) return undefined;
  if (typeof value.lastWritten === 'string') return value.lastWritten;
  const fields = Array.isArray(value.managedFields) ? value.managedFields : [];
  const times = fields.flatMap((field: unknown) =>
    isRecord(field) && typeof field.time === 'string' ? [field.time] : [],
  );
  // All of one form (metav1.Time), so the order of the letters is that of the times.
  return times.sort().at(-1);
}
