import type { Api } from './api.ts';

const path = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases';

/** The heartbeat of the kubelets that the quick form does not have. */
export interface Leases {
  readonly renew: () => Promise<void>;
  readonly stop: () => void;
}

export function keepLeases(api: Api, nodes: readonly string[]): Leases {
  const made = new Set<string>();
  const renew = async (): Promise<void> => {
    await Promise.all(
      nodes.map(async (name) => {
        const renewTime = new Date().toISOString().replace('Z', '000Z');
        if (made.has(name)) await api.patch(`${path}/${name}`, { spec: { renewTime } });
        else
          await api.create(path, {
            metadata: { name },
            spec: { holderIdentity: name, leaseDurationSeconds: 40, renewTime },
          });
        made.add(name);
      }),
    ).catch(() => {}); // an API server that a test has stopped
  };
  const timer = setInterval(() => void renew(), 10_000);
  timer.unref();
  void renew();
  return { renew, stop: () => clearInterval(timer) };
}
