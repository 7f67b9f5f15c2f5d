import { daemonContainers, plainContainers } from './container.ts';
import { flag, isRecord, type Keep, listOf, number, shape, text, texts } from './keep.ts';

const state = shape({
  waiting: shape({ reason: text }),
  running: shape({ startedAt: text }),
  terminated: shape({ reason: text, exitCode: number, finishedAt: text }),
});

const spec = (containers: Keep) =>
  shape({
    nodeName: text,
    hostNetwork: flag,
    dnsPolicy: text,
    dnsConfig: shape({
      nameservers: texts,
      searches: texts,
      options: listOf(shape({ name: text, value: text })),
    }),
    initContainers: containers,
    containers,
  });

const status = shape({
  phase: text,
  reason: text,
  podIP: text,
  podIPs: listOf(shape({ ip: text })),
  hostIP: text,
  hostIPs: listOf(shape({ ip: text })),
  startTime: text,
  conditions: listOf(shape({ type: text, status: text, reason: text, lastTransitionTime: text })),
  containerStatuses: listOf(
    shape({ name: text, ready: flag, started: flag, restartCount: number, state, lastState: state }),
  ),
});

/** Only the cluster's own pods keep flags: kube-proxy, flanneld, the control plane's static pods. */
function isSystemNamespace(value: unknown): boolean {
  return value === 'kube-system' || value === 'kube-flannel' || value === 'calico-system';
}

const plainPod = shape({ spec: spec(plainContainers), status });
const daemonPod = shape({ spec: spec(daemonContainers), status });

export const pod = (object: Readonly<Record<string, unknown>>): Keep => {
  const metadata = object.metadata;
  return isRecord(metadata) && isSystemNamespace(metadata.namespace) ? daemonPod : plainPod;
};
