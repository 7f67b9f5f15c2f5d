import { on } from '../../lab/lab.ts';
import { ask, clientOn, podOn } from '../ask.ts';
import type { RealCase } from '../case.ts';
import type { RealCluster } from '../real-cluster.ts';
import { setReady, settled } from '../settled.ts';

const everywhere = ['dns node1', 'dns node2', 'dns node3'];
const web = 'web.default.svc.cluster.local';

const isServer = ({ role }: { readonly role: string }): boolean => role === 'dns';
const firstServer = (cluster: RealCluster): string => cluster.pods.running.find(isServer)?.name ?? '';

/** The name server in the resolv.conf of the clients and web pods of node1. */
const podsAsk = (server: string) => async (cluster: RealCluster) => {
  for (const { netns } of cluster.pods.running.filter((pod) => pod.node === 'node1' && !isServer(pod))) {
    // Written into the file that the pod's processes see, not to a new one in its place.
    const file = `/etc/netns/${netns}/resolv.conf`;
    await on(cluster, 'node1', `text=$(sed 's/^nameserver .*/nameserver ${server}/' ${file}); echo "$text" > ${file}`);
  }
};

const kubeletSays = (from: string, to: string) => async (cluster: RealCluster) => {
  await on(cluster, 'node2', `sed -i 's/"${from}"/"${to}"/' /var/lib/kubelet/config.yaml`);
  await cluster.daemon('node2', 'kubelet').restart();
};

/** A routing rule in the pods of node1, but for CoreDNS. */
const podRule = (verb: 'add' | 'del') => async (cluster: RealCluster) => {
  for (const { netns } of cluster.pods.running.filter((pod) => pod.node === 'node1' && !isServer(pod)))
    await on(cluster, 'node1', `ip -n ${netns} rule ${verb} ipproto udp dport 53 blackhole`);
};

const kubeletHandsOut = (from: string, to: string) => async (cluster: RealCluster) => {
  await on(cluster, 'node2', `sed -i 's,"${from}","${to}",' /var/lib/kubelet/config.yaml`);
  await cluster.daemon('node2', 'kubelet').restart();
};

async function replaceClient(cluster: RealCluster): Promise<void> {
  await cluster.kubectl('delete', 'pod', clientOn(cluster, 'node2').name);
  await cluster.pods.settle();
}

export const moreDnsCases: readonly RealCase[] = [
  {
    name: 'no CoreDNS is ready',
    rule: 'dns/pods-not-ready',
    target: 'cluster',
    inject: (cluster) => setReady(cluster, isServer, false),
    breaks: everywhere,
    undo: (cluster) => setReady(cluster, isServer, true),
  },
  {
    name: 'one CoreDNS of two is not ready',
    rule: 'dns/some-pods-not-ready',
    target: 'cluster',
    inject: (cluster) => {
      const first = firstServer(cluster);
      return setReady(cluster, ({ name }) => name === first, false);
    },
    breaks: [],
    latent: {
      event: 'the other one is not ready either',
      happen: (cluster) => setReady(cluster, isServer, false),
      breaks: everywhere,
    },
    undo: (cluster) => setReady(cluster, isServer, true),
  },
  {
    name: 'pods ask a name server of the site, which knows no Service',
    rule: 'dns/pod-server-foreign',
    target: 'node/node1',
    inject: podsAsk('192.168.10.1'),
    breaks: [],
    loses: {
      what: 'names of Services, in pods of node1',
      isLost: async (cluster) => (await ask(cluster, 'node1', clientOn(cluster, 'node1').netns, web)) === '',
    },
    undo: podsAsk('10.96.0.10'),
  },
  {
    name: 'a routing rule in the pods of a node throws questions away',
    rule: 'dns/queries-lost',
    target: 'node/node1',
    inject: podRule('add'),
    breaks: ['dns node1'],
    keeps: ['dns node2', 'service node1', 'pod node1>node2'],
    undo: podRule('del'),
  },
  {
    name: 'a kubelet hands a file to pods that does not exist',
    form: { form: 'full' },
    rule: 'dns/kubelet-resolvconf-missing',
    target: 'node/node2',
    inject: async (cluster) => {
      await kubeletHandsOut('/etc/resolv.conf', '/run/systemd/resolve/resolv.conf')(cluster);
      await settled(cluster);
    },
    breaks: [],
    latent: {
      event: 'a pod is replaced: it stays in ContainerCreating',
      happen: async (cluster) => {
        await cluster.kubectl('delete', 'pod', podOn(cluster, 'node2', 'web').name);
        await cluster.pods.settle(3);
      },
      breaks: ['pod node1>node2'],
    },
    undo: kubeletHandsOut('/run/systemd/resolve/resolv.conf', '/etc/resolv.conf'),
    healsWithin: 60,
  },
  {
    name: 'a kubelet tells pods of a DNS that is gone',
    form: { form: 'full' },
    rule: 'dns/kubelet-server-dead',
    target: 'node/node2',
    inject: async (cluster) => {
      await kubeletSays('10.96.0.10', '10.96.0.99')(cluster);
      await settled(cluster);
    },
    breaks: [],
    loses: {
      what: 'names, in new pods of node2',
      isLost: async (cluster) => {
        const { name, netns } = clientOn(cluster, 'node2');
        const text = await cluster.kubectl('exec', name, '--', 'cat', '/etc/resolv.conf');
        const server = /^nameserver (\S+)/m.exec(text)?.[1];
        return (await ask(cluster, 'node2', netns, `@${server} ${web}`)) === '';
      },
    },
    latent: { event: 'a pod is replaced', happen: replaceClient, breaks: [] },
    undo: async (cluster) => {
      await kubeletSays('10.96.0.99', '10.96.0.10')(cluster);
      await replaceClient(cluster);
    },
    healsWithin: 60,
  },
];
