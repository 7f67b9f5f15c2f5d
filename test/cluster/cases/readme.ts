import type { RealCase } from '../case.ts';
import { settled } from '../settled.ts';

const keepAway = {
  nodeAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [
        { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'NotIn', values: ['node2'] }] },
      ],
    },
  },
};

/** What the README shows: kubelets restart a daemon that dies, so here it is kept away from a node, as a wrong selector or taint does it. */
export const readmeCase: RealCase = {
  name: 'kube-proxy is kept away from a node and a pod is replaced',
  form: { form: 'full' },
  rule: 'services/kube-proxy-down-stale',
  target: 'node/node2',
  inject: async (cluster) => {
    const patch = JSON.stringify({ spec: { template: { spec: { affinity: keepAway } } } });
    await cluster.kubectl('-n', 'kube-system', 'patch', 'ds', 'kube-proxy', '--type=merge', '-p', patch);
    await cluster.kubectl('-n', 'kube-system', 'rollout', 'status', 'ds/kube-proxy', '--timeout=60s');
    await cluster.pods.settle();
    const pod = cluster.pods.running.find(({ owner, node }) => owner === 'web' && node === 'node1');
    await cluster.kubectl('delete', 'pod', pod?.name ?? '', '--wait=false');
    await cluster.pods.settle();
    await settled(cluster);
  },
  breaks: ['service node2'],
  explains: ['services/endpoints-drifted', 'services/endpoints-lost'],
};
