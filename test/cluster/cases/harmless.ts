import { expect } from 'vitest';
import { on } from '../../lab/lab.ts';
import { scan, serious } from '../../lab/scan.ts';
import type { RealOddity } from '../case.ts';
import { nodeNames } from '../nodes.ts';
import type { RealCluster } from '../real-cluster.ts';

/** A pod that turns ready and unready ten times a second; EndpointSlices and rules follow. */
function flapping(cluster: RealCluster): () => Promise<void> {
  const pod = cluster.pods.running.find(({ owner, node }) => owner === 'web' && node === 'node2');
  const path = `/api/v1/namespaces/default/pods/${pod?.name}`;
  let ended = false;
  const set = async (ready: boolean): Promise<void> => {
    const { status } = await cluster.api.get(path);
    const conditions = (status as { conditions: { type: string; status: string }[] }).conditions.map((one) =>
      one.type.endsWith('Ready') ? { ...one, status: ready ? 'True' : 'False' } : one,
    );
    await cluster.api.patch(`${path}/status`, { status: { conditions } });
  };
  const work = (async () => {
    for (let ready = false; !ended; ready = !ready) {
      await set(ready);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await set(true);
  })();
  return async () => {
    ended = true;
    await work;
  };
}

import { serviceOddities } from './service-oddities.ts';

export const oddities: readonly RealOddity[] = [
  ...serviceOddities,
  {
    name: 'every daemon was restarted one after another',
    smoke: true,
    inject: async (cluster) => {
      for (const name of ['etcd', 'kube-apiserver', 'kube-controller-manager'])
        await cluster.daemon('node1', name).restart();
      await cluster.api.get('/api/v1/nodes');
      for (const node of nodeNames)
        for (const name of ['flanneld', 'kube-proxy']) await cluster.daemon(node, name).restart();
    },
  },
  {
    name: 'a node came up a moment ago: nothing of flannel and of the Services is there, and their daemons have just been started',
    inject: async (cluster) => {
      const daemons = ['flanneld', 'kube-proxy'].map((name) => cluster.daemon('node2', name));
      for (const daemon of daemons) await daemon.kill();
      await on(
        cluster,
        'node2',
        'nft flush ruleset; ip link del flannel.1; rm -f /run/flannel/subnet.env; iptables -P FORWARD DROP',
      );
      for (const daemon of daemons) await daemon.start();
      // What a starting daemon has not done yet is nobody's fault.
      expect(serious(await scan(cluster)), 'findings while they start').toEqual([]);
    },
    undo: (cluster) => on(cluster, 'node2', 'iptables -P FORWARD ACCEPT'),
  },
  {
    name: 'endpoints change ten times a second',
    smoke: true,
    inject: async () => {},
    meanwhile: flapping,
  },
  {
    name: 'a FORWARD policy of DROP, with the rules of flanneld in place',
    inject: (cluster) => on(cluster, 'node1', 'iptables -P FORWARD DROP'),
    undo: (cluster) => on(cluster, 'node1', 'iptables -P FORWARD ACCEPT'),
  },
  {
    name: 'everything was rolled out anew, and kubelets and runtimes restarted',
    form: { form: 'full' },
    inject: async (cluster) => {
      for (const node of nodeNames)
        for (const name of ['containerd', 'kubelet']) await cluster.daemon(node, name).restart();
      const all = ['ds/kube-proxy', 'deploy/coredns'].map((name) => ['kube-system', name]);
      for (const [namespace = '', name = ''] of [
        ...all,
        ['kube-flannel', 'ds/kube-flannel-ds'],
        ['default', 'deploy/web'],
      ]) {
        await cluster.kubectl('-n', namespace, 'rollout', 'restart', name);
        await cluster.kubectl('-n', namespace, 'rollout', 'status', name, '--timeout=150s');
      }
    },
  },
  {
    name: 'flannel.1 was deleted, and the kubelet started flanneld again',
    form: { form: 'full' },
    inject: async (cluster) => {
      await on(
        cluster,
        'node2',
        'ip link del flannel.1; until ip link show flannel.1 >/dev/null 2>&1; do sleep 0.2; done',
      );
    },
  },
];
