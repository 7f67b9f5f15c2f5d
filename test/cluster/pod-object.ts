import type { JsonObject } from '../lab/api-objects.ts';

/** What the tests read of a Pod. */
export interface PodObject extends JsonObject {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly { readonly kind: string; readonly name: string }[];
    readonly deletionTimestamp?: string;
  };
  readonly spec: {
    readonly nodeName?: string;
    readonly hostNetwork?: boolean;
    readonly containers: readonly { readonly name: string; readonly image: string }[];
    readonly affinity?: { readonly nodeAffinity?: unknown };
  };
  readonly status?: {
    readonly phase?: string;
    readonly podIP?: string;
    readonly podIPs?: readonly { readonly ip: string }[];
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

/** Containers are called as what their pods belong to. */
export const ownerOf = (pod: PodObject): string => pod.spec.containers[0]?.name ?? '';

export const podPath = (pod: PodObject, part = ''): string =>
  `/api/v1/namespaces/${pod.metadata.namespace}/pods/${pod.metadata.name}${part}`;

export const now = (): string => `${new Date().toISOString().slice(0, 19)}Z`;

/** A Pod's status as a kubelet reports it once its only container runs. */
export function runningStatus(
  pod: PodObject,
  hostIp: string,
  addresses: readonly string[],
  containerId: string,
): unknown {
  const at = now();
  return {
    phase: 'Running',
    hostIP: hostIp,
    hostIPs: [{ ip: hostIp }],
    podIP: addresses[0],
    podIPs: addresses.map((ip) => ({ ip })),
    startTime: at,
    conditions: conditions(true, at),
    containerStatuses: pod.spec.containers.map(({ name, image }) => ({
      name,
      image,
      imageID: image,
      containerID: `containerd://${containerId}`,
      ready: true,
      started: true,
      restartCount: 0,
      state: { running: { startedAt: at } },
    })),
  };
}

export function conditions(ready: boolean, at: string): readonly unknown[] {
  return ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map((type) => ({
    type,
    status: ready || !type.endsWith('Ready') ? 'True' : 'False',
    lastProbeTime: null,
    lastTransitionTime: at,
    ...(ready || !type.endsWith('Ready') ? {} : { reason: 'ContainersNotReady' }),
  }));
}
