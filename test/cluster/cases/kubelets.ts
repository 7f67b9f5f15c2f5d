import { expect } from 'vitest';
import { on } from '../../lab/lab.ts';
import { clientOn } from '../ask.ts';
import { type RealCase, restartsFlannel } from '../case.ts';
import type { RealCluster } from '../real-cluster.ts';
import { settled } from '../settled.ts';
import { untilAnswers } from '../wait.ts';

const pods = '/api/v1/namespaces/default/pods';

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

/** The pod of web on node2, which its Deployment makes anew there. */
async function replaceWebPod(cluster: RealCluster): Promise<void> {
  const pod = cluster.pods.running.find(({ owner, node }) => owner === 'web' && node === 'node2');
  await cluster.kubectl('delete', 'pod', pod?.name ?? '');
  await cluster.pods.settle(3);
}

/** The runtime sees a new file by itself. */
const aMoment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 3000));

const configureFirst = (file: string, plugin: object) => async (cluster: RealCluster) => {
  const text = JSON.stringify({ cniVersion: '0.3.1', name: file.replace(/\W.*/, ''), plugins: [plugin] });
  await cluster.machines.get('node2')?.sh(`cat > /etc/cni/net.d/${file}`, { stdin: text });
  await aMoment();
};

const replaced: NonNullable<RealCase['latent']> = {
  event: 'a pod is replaced: it stays in ContainerCreating',
  happen: replaceWebPod,
  breaks: ['pod node1>node2'],
};

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
    loses: {
      what: 'what kubectl asks the node',
      isLost: (cluster) =>
        cluster.kubectl('exec', clientOn(cluster, 'node2').name, '--', 'true').then(
          () => false,
          () => true,
        ),
    },
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
    last: true,
    latent: {
      event: 'a pod is made for the node',
      happen: (cluster) =>
        cluster.api.create(pods, {
          metadata: { name: 'late' },
          spec: {
            nodeName: 'node2',
            terminationGracePeriodSeconds: 1,
            containers: [
              { name: 'late', image: 'localhost/busybox:1', imagePullPolicy: 'Never', command: ['sleep', '86400'] },
            ],
          },
        }),
      breaks: [],
    },
    loses: {
      what: 'the pod: it does not start',
      isLost: async (cluster) => {
        const late = (await cluster.api.list(pods)).find(({ metadata }) => metadata.name === 'late');
        return late !== undefined && (late.status as { readonly phase?: string }).phase !== 'Running';
      },
    },
    undo: restartsFlannel('node2'),
    healsWithin: 60,
  },
  {
    name: "another network's configuration comes first, without its plugin; then a pod is added",
    form: { form: 'full' },
    rule: 'cni/plugin-missing',
    target: 'node/node2',
    inject: configureFirst('00-weave.conflist', { type: 'weave-net' }),
    breaks: [],
    // Without its plugin the runtime cannot take the network of an old pod down either: a deleted one stays.
    latent: {
      event: 'a pod is added: it stays in ContainerCreating',
      happen: async (cluster) => {
        await cluster.api.create('/api/v1/namespaces/default/pods', {
          metadata: { name: 'added' },
          spec: {
            nodeName: 'node2',
            containers: [
              { name: 'main', image: 'localhost/busybox:1', imagePullPolicy: 'Never', args: ['sleep', '900'] },
            ],
          },
        });
        await aMoment();
        await aMoment();
        const { status } = await cluster.api.get('/api/v1/namespaces/default/pods/added');
        expect((status as { phase: string }).phase).toBe('Pending');
      },
      breaks: [],
    },
    undo: async (cluster) => {
      await cluster.kubectl('delete', 'pod', 'added', '--grace-period=0', '--force');
      await aMoment();
    },
    healsWithin: 60,
  },
  {
    name: "another network's configuration comes first; then a pod is replaced",
    form: { form: 'full' },
    rule: 'cni/other-config-first',
    target: 'node/node2',
    inject: configureFirst('05-mynet.conflist', {
      type: 'bridge',
      bridge: 'br-mynet',
      isGateway: true,
      ipam: { type: 'host-local', subnet: '10.88.0.0/16', routes: [{ dst: '0.0.0.0/0' }] },
    }),
    breaks: [],
    latent: {
      event: 'a pod is replaced: it gets an address of the other network',
      happen: replaceWebPod,
      breaks: ['pod node1>node2'],
    },
    undo: async (cluster) => {
      await aMoment();
      await replaceWebPod(cluster);
      await on(cluster, 'node2', 'ip link del br-mynet');
    },
    healsWithin: 60,
  },
  {
    name: 'subnet.env is gone, and a pod is replaced',
    form: { form: 'full' },
    rule: 'flannel/subnet-env-missing',
    target: 'node/node2',
    inject: (cluster) => on(cluster, 'node2', 'rm /run/flannel/subnet.env'),
    breaks: [],
    latent: replaced,
    undo: restartsFlannel('node2'),
    healsWithin: 60,
  },
];
