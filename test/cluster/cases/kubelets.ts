import { on } from '../../lab/lab.ts';
import { type RealCase, restartsFlannel } from '../case.ts';
import type { RealCluster } from '../real-cluster.ts';
import { untilAnswers } from '../wait.ts';
import { settled } from './services.ts';

interface Conditions {
  readonly conditions: readonly { readonly type: string; readonly status: string }[];
}

/** The controllers wait for 50 s of silence before they say so. */
async function untilNotReady(cluster: RealCluster, node: string): Promise<void> {
  await untilAnswers(
    async () => {
      const { status } = await cluster.api.get(`/api/v1/nodes/${node}`);
      const ready = (status as Conditions).conditions.find(({ type }) => type === 'Ready');
      if (ready?.status === 'True') throw new Error(`${node} is still Ready`);
    },
    `${node} not Ready`,
    { seconds: 90 },
  );
}

/** Faults that only show with real kubelets. */
export const kubeletCases: readonly RealCase[] = [
  {
    name: 'a kubelet is dead while its pods still answer',
    form: { form: 'full' },
    rule: 'node/kubelet-not-reporting',
    target: 'node/node2',
    inject: async (cluster) => {
      await cluster.daemon('node2', 'kubelet').kill();
      await untilNotReady(cluster, 'node2');
      await settled(cluster);
    },
    breaks: [],
    keeps: ['pod node1>node2', 'pod node2>node1', 'service node2'],
    undo: (cluster) => cluster.daemon('node2', 'kubelet').start(),
    healsWithin: 40,
  },
  {
    name: "the network plugin's configuration is gone",
    form: { form: 'full' },
    rule: 'cni/plugin-not-ready',
    target: 'node/node2',
    inject: async (cluster) => {
      await on(cluster, 'node2', 'rm /etc/cni/net.d/*');
      await untilNotReady(cluster, 'node2');
      await settled(cluster);
    },
    breaks: [],
    undo: restartsFlannel('node2'),
  },
  {
    name: 'subnet.env is gone, and a pod is replaced',
    form: { form: 'full' },
    rule: 'flannel/subnet-env-missing',
    target: 'node/node2',
    inject: (cluster) => on(cluster, 'node2', 'rm /run/flannel/subnet.env'),
    breaks: [],
    latent: {
      event: 'a pod is replaced: it stays in ContainerCreating',
      happen: async (cluster) => {
        const pod = cluster.pods.running.find(({ owner, node }) => owner === 'web' && node === 'node2');
        await cluster.kubectl('delete', 'pod', pod?.name ?? '');
        await cluster.pods.settle(3);
      },
      breaks: ['pod node1>node2'],
    },
    undo: restartsFlannel('node2'),
    healsWithin: 60,
  },
];
