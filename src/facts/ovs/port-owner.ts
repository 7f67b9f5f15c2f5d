import type { ClusterModel, NodeModel, OvsInterface, Pod } from '../../model/types.ts';

/** Whose port it is, as far as the API or the port's own external_ids say. `gone`: it names a pod that does not exist (any more). */
export type PortOwner =
  | { readonly kind: 'pod'; readonly pod: string }
  | { readonly kind: 'gone'; readonly pod: string }
  | { readonly kind: 'nobody' }
  | { readonly kind: 'unknown' };

export interface PortOwners {
  /** Pods that live, by what names them in external_ids: name, namespace/name, namespace_name, UID. */
  readonly living: ReadonlyMap<string, Pod> | undefined;
  /** Name of the pod that an object of the API gives a port, by the port's name; undefined when such objects were not collected. */
  readonly byPort: ReadonlyMap<string, { readonly name: string; readonly pod: Pod | undefined }> | undefined;
}

const isOver = (pod: Pod): boolean => pod.phase === 'Succeeded' || pod.phase === 'Failed';

/** Pods that should have a network on this node now. */
export function podsOn(node: NodeModel, cluster: ClusterModel): readonly Pod[] | undefined {
  if (cluster.pods.state !== 'known') return undefined;
  return cluster.pods.value.filter(
    (pod) => pod.node !== null && cluster.node(pod.node) === node && !pod.hostNetwork && !isOver(pod),
  );
}

export function portOwners(node: NodeModel, cluster: ClusterModel): PortOwners {
  const pods = podsOn(node, cluster);
  const living = pods && new Map(pods.flatMap((pod) => namesOf(pod).map((name) => [name, pod] as const)));
  if (cluster.podNics.state !== 'known') return { living, byPort: undefined };
  const byPort = new Map(
    cluster.podNics.value.flatMap((nic) => {
      if (nic.port === null) return [];
      const pod = pods?.find(
        (candidate) => candidate.ips.includes(nic.ip) || (nic.pod !== null && candidate.name === nic.pod),
      );
      return [[nic.port, { name: nic.pod ?? nic.name, pod }] as const];
    }),
  );
  return { living, byPort };
}

const nameOf = (pod: Pod): string => `${pod.namespace}/${pod.name}`;

function namesOf(pod: Pod): string[] {
  return [
    pod.name,
    nameOf(pod),
    `${pod.namespace}_${pod.name}`,
    `${pod.namespace}.${pod.name}`,
    `${pod.name}.${pod.namespace}`,
    ...(pod.uid ? [pod.uid] : []),
  ];
}

/** Keys of external_ids under which OVS CNIs write whose port it is (ovs-cni, ovn-kubernetes, kube-ovn, antrea). */
const OWNER_KEYS = ['pod_name', 'pod-name', 'contPodName', 'container-podname', 'k8s-pod', 'iface-id', 'contPodUid'];

export function ownerOfPort(face: OvsInterface, { living, byPort }: PortOwners): PortOwner {
  const nic = byPort?.get(face.name);
  if (nic?.pod) return { kind: 'pod', pod: nameOf(nic.pod) };
  const values = Object.values(face.externalIds);
  for (const value of values) {
    const pod = living?.get(value);
    if (pod) return { kind: 'pod', pod: nameOf(pod) };
  }
  const named = nic?.name ?? OWNER_KEYS.map((key) => face.externalIds[key]).find((value) => value !== undefined);
  if (named !== undefined) return living ? { kind: 'gone', pod: named } : { kind: 'unknown' };
  return living && byPort ? { kind: 'nobody' } : { kind: 'unknown' };
}
