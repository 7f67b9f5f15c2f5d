import { on } from '../../lab/lab.ts';
import { outside } from '../../lab/underlay.ts';
import { answers, clientOn, podOn } from '../ask.ts';
import { type RealCase, restartsKubeProxy } from '../case.ts';
import type { RealCluster } from '../real-cluster.ts';
import { settled } from '../settled.ts';
import { replaceWebPod } from './services.ts';

/**
 * Another file at the path of kube-proxy's configuration, as where its folder is replaced. A change of the file itself ends kube-proxy, so that
 * it would start with the new one.
 */
const configFolder = (edit: string) => (cluster: RealCluster) =>
  on(
    cluster,
    'node1',
    `cd /var/lib; cp -a kube-proxy kube-proxy.new; sed -i '${edit}' kube-proxy.new/config.conf
    mv kube-proxy kube-proxy.old; mv kube-proxy.new kube-proxy`,
  );

const ip = '10.96.200.1';
const service = (name: string, spec: object) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'default' },
  spec: { clusterIP: ip, ...spec },
});
const servicePath = '/api/v1/namespaces/default/services';
const policyPath = '/apis/networking.k8s.io/v1/namespaces/default/networkpolicies';

export const moreServiceCases: readonly RealCase[] = [
  {
    name: 'KUBE-MARK-MASQ was flushed',
    rule: 'services/shared-rules-missing',
    target: 'node/node1',
    inject: (cluster) => on(cluster, 'node1', 'iptables -t nat -F KUBE-MARK-MASQ'),
    breaks: [],
    // flannel masquerades what comes from outside; that is no help to a pod whose packets come back to it.
    keeps: ['nodeport node1', 'service node1'],
    loses: {
      what: 'a pod that reaches itself through a Service',
      isLost: async (cluster) =>
        !(await answers(cluster, podOn(cluster, 'node1', 'web'), '10.96.120.15', 80, 'web-', 24)),
    },
  },
  {
    name: 'KUBE-POSTROUTING was flushed',
    rule: 'services/shared-rules-missing',
    target: 'node/node1',
    inject: (cluster) => on(cluster, 'node1', 'iptables -t nat -F KUBE-POSTROUTING'),
    breaks: ['nodeport node1'],
    keeps: ['service node1', 'pod node1>node2'],
    undo: restartsKubeProxy('node1'),
  },
  {
    name: 'nftables: the chain that masquerades was flushed',
    form: { proxy: 'nftables' },
    rule: 'services/shared-rules-missing',
    target: 'node/node1',
    inject: (cluster) => on(cluster, 'node1', 'nft flush chain ip kube-proxy masquerading'),
    breaks: ['nodeport node1'],
    keeps: ['service node1', 'pod node1>node2'],
    undo: restartsKubeProxy('node1'),
  },
  {
    name: 'the configuration of kube-proxy names a mode that is gone, and kube-proxy runs on',
    rule: 'services/proxy-mode-not-as-configured',
    target: 'node/node1',
    calm: true,
    inject: configFolder('s/^mode:.*/mode: userspace/'),
    breaks: [],
    latent: {
      event: 'kube-proxy is restarted, ends at once, and a pod is replaced',
      happen: async (cluster) => {
        await cluster.daemon('node1', 'kube-proxy').restart();
        await replaceWebPod(cluster, 'node2');
      },
      breaks: ['service node1'],
    },
    undo: async (cluster) => {
      await on(cluster, 'node1', 'cd /var/lib; rm -r kube-proxy; mv kube-proxy.old kube-proxy');
      await restartsKubeProxy('node1')(cluster);
    },
  },
  {
    name: 'kube-proxy is dead, and a Service is deleted',
    rule: 'services/kube-proxy-down',
    target: 'node/node1',
    explains: ['services/unowned-rules'],
    inject: async (cluster) => {
      await cluster.api.create(
        servicePath,
        service('old', { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }] }),
      );
      await settled(cluster);
      await cluster.daemon('node1', 'kube-proxy').kill();
      await cluster.api.remove(`${servicePath}/old`);
      await settled(cluster);
    },
    breaks: [],
    loses: {
      what: 'a new Service with the ClusterIP of the old one: node1 leads to the old pods',
      isLost: (cluster) => answers(cluster, clientOn(cluster, 'node1'), ip, 80, 'web-'),
    },
    latent: {
      event: 'another Service gets that ClusterIP',
      happen: async (cluster) => {
        await cluster.api.create(servicePath, service('fresh', { ports: [{ port: 80 }] }));
      },
      breaks: [],
    },
    undo: async (cluster) => {
      await restartsKubeProxy('node1')(cluster);
      await cluster.api.remove(`${servicePath}/fresh`);
    },
  },
  {
    name: 'a Service takes the address of a host outside',
    rule: 'services/external-ip-outside',
    target: 'cluster',
    inject: async (cluster) => {
      const spec = {
        selector: { app: 'web' },
        externalIPs: [outside.address],
        ports: [{ port: outside.port, targetPort: 8080 }],
      };
      await cluster.api.create(servicePath, service('taker', spec));
      await settled(cluster);
    },
    breaks: ['outside node1', 'outside node2', 'outside node3'],
    undo: async (cluster) => {
      await cluster.api.remove(`${servicePath}/taker`);
      await settled(cluster);
    },
  },
  {
    name: 'a NetworkPolicy, and nobody who carries it out',
    rule: 'policy/not-enforced',
    target: 'cluster',
    inject: async (cluster) => {
      await cluster.api.create(policyPath, {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: 'nobody-to-web' },
        spec: { podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Ingress'] },
      });
    },
    breaks: [],
    loses: {
      what: 'what the policy is for: the connections that it forbids pass',
      isLost: async (cluster) => {
        const policies = await cluster.api.list(policyPath);
        return policies.length > 0 && answers(cluster, clientOn(cluster, 'node1'), '10.96.120.15', 80, 'web-');
      },
    },
    undo: (cluster) => cluster.api.remove(`${policyPath}/nobody-to-web`),
  },
];
