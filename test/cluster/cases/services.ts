import { on } from '../../lab/lab.ts';
import { ask, clientOn, seenAs, succeeds } from '../ask.ts';
import { type RealCase, restartsKubeProxy } from '../case.ts';
import { programsFolder } from '../programs.ts';
import type { RealCluster } from '../real-cluster.ts';
import { setReady, settled } from '../settled.ts';

const web = '/api/v1/namespaces/default/services/web';

/** A pod of a Deployment is replaced. */
export async function replaceWebPod(cluster: RealCluster, node: string): Promise<void> {
  const pod = cluster.pods.running.find(({ owner, node: where }) => owner === 'web' && where === node);
  if (pod === undefined) throw new Error(`no web pod on ${node}`);
  await cluster.kubectl('delete', 'pod', pod.name, '--wait=false');
  const left = await cluster.pods.settle();
  if (left.length > 0) throw new Error(left.join('; '));
}

const slicePath = '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices';

/** In the pod network of node2, where no pod is yet. */
async function addSliceToNobody(cluster: RealCluster): Promise<void> {
  const { spec } = (await cluster.api.get('/api/v1/nodes/node2')) as unknown as { readonly spec: { podCIDR: string } };
  await addSlice(spec.podCIDR.replace(/0\/\d+$/, '250'))(cluster);
}

/** A slice of the Service web that somebody wrote. */
const addSlice = (address: string) => async (cluster: RealCluster) => {
  await cluster.api.create(slicePath, {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'web-by-hand', namespace: 'default', labels: { 'kubernetes.io/service-name': 'web' } },
    addressType: 'IPv4',
    ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
    endpoints: [{ addresses: [address], conditions: { ready: true } }],
  });
  await settled(cluster);
};

async function removeSlice(cluster: RealCluster): Promise<void> {
  await cluster.api.remove(`${slicePath}/web-by-hand`);
  await settled(cluster);
}

const servicePath = '/api/v1/namespaces/default/services';

const patchWeb = (spec: unknown) => async (cluster: RealCluster) => {
  await cluster.api.patch(web, { spec });
  await settled(cluster);
};

const portOf = (targetPort: number | string) => ({
  ports: [{ name: 'http', port: 80, protocol: 'TCP', targetPort, nodePort: 30080 }],
});

const setWebReady = (cluster: RealCluster, ready: boolean): Promise<void> =>
  setReady(cluster, ({ owner }) => owner === 'web', ready);

const KUBE_PROXY_CONFIG = '/var/lib/kube-proxy/config.conf';

/** kube-proxy of a node is restarted with a line of its configuration changed. */
const configured = (node: string, edit: string) => async (cluster: RealCluster) => {
  const daemon = cluster.daemon(node, 'kube-proxy');
  await daemon.stop();
  await on(cluster, node, `sed -i '${edit}' ${KUBE_PROXY_CONFIG}`);
  await daemon.start();
  await written(cluster, node);
};

/** Waits until kube-proxy has written its rules. */
async function written(cluster: RealCluster, node: string): Promise<void> {
  await on(
    cluster,
    node,
    `n=0; until curl -s http://127.0.0.1:10249/metrics | grep -q '^kubeproxy_sync_proxy_rules_last_timestamp_seconds.*e'; do
      sleep 0.3; n=$((n + 1)); [ $n -lt 150 ] || exit 1; done; sleep 1`,
  );
}

/** kube-proxy of node1 with other flags or another PATH, in the place of the one that the cluster keeps. */
async function startByHand(cluster: RealCluster, flags: string, path = ''): Promise<void> {
  await cluster.daemon('node1', 'kube-proxy').stop();
  await on(
    cluster,
    'node1',
    `(PATH=${path}$PATH exec ${programsFolder()}/kube-proxy --config=${KUBE_PROXY_CONFIG} ${flags}) >>/var/log/kube-proxy.log 2>&1 </dev/null &
    echo $! >/run/kube-proxy-by-hand`,
  );
  await written(cluster, 'node1');
}

async function backToNormal(cluster: RealCluster): Promise<void> {
  await on(cluster, 'node1', 'kill $(cat /run/kube-proxy-by-hand); sleep 0.5; rm -rf /run/broken');
  await cluster.daemon('node1', 'kube-proxy').start();
}

const ingressPath = '/apis/networking.k8s.io/v1/namespaces/default/ingresses';
const ingress = (name: string, service: string, port: unknown) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name, namespace: 'default' },
  spec: {
    rules: [
      {
        host: `${name}.example.test`,
        http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: service, port } } }] },
      },
    ],
  },
});

/** The Service behind the one path of such an Ingress. */
const backendOf = (spec: unknown): string => /"service":\{"name":"([^"]+)"/.exec(JSON.stringify(spec))?.[1] ?? '';

const everyNode = (flow: string): readonly string[] => ['node1', 'node2', 'node3'].map((node) => `${flow} ${node}`);

export const serviceCases: readonly RealCase[] = [
  {
    name: 'KUBE-SERVICES was emptied',
    smoke: true,
    rule: 'services/jumps-missing',
    target: 'node/node1',
    inject: (cluster) => on(cluster, 'node1', 'iptables -t nat -F KUBE-SERVICES'),
    breaks: ['service node1', 'dns node1', 'api node1'],
    undo: restartsKubeProxy('node1'),
  },
  {
    name: 'the jumps to KUBE-SERVICES are gone',
    rule: 'services/jumps-missing',
    target: 'node/node1',
    inject: (cluster) =>
      on(
        cluster,
        'node1',
        `for c in PREROUTING OUTPUT; do iptables -t nat -D $c -m comment --comment "kubernetes service portals" -j KUBE-SERVICES; done`,
      ),
    breaks: ['service node1', 'dns node1', 'api node1', 'host-service node1'],
    undo: restartsKubeProxy('node1'),
  },
  {
    name: 'kube-proxy is dead',
    rule: 'services/kube-proxy-down',
    target: 'node/node1',
    inject: (cluster) => cluster.daemon('node1', 'kube-proxy').kill(),
    breaks: [],
    latent: {
      event: 'a pod is replaced',
      happen: (cluster) => replaceWebPod(cluster, 'node2'),
      breaks: ['service node1'],
    },
    undo: restartsKubeProxy('node1'),
  },
  {
    name: 'kube-proxy is dead and an endpoint was replaced',
    smoke: true,
    rule: 'services/kube-proxy-down-stale',
    target: 'node/node1',
    inject: async (cluster) => {
      await cluster.daemon('node1', 'kube-proxy').kill();
      await replaceWebPod(cluster, 'node2');
      await settled(cluster);
    },
    breaks: ['service node1'],
    explains: ['services/endpoints-drifted', 'services/endpoints-lost'],
    undo: restartsKubeProxy('node1'),
  },
  {
    name: 'nftables: kube-proxy is dead and an endpoint was replaced',
    form: { proxy: 'nftables' },
    rule: 'services/kube-proxy-down-stale',
    target: 'node/node1',
    inject: async (cluster) => {
      await cluster.daemon('node1', 'kube-proxy').kill();
      await replaceWebPod(cluster, 'node2');
      await settled(cluster);
    },
    breaks: ['service node1'],
    undo: restartsKubeProxy('node1'),
  },
  {
    name: 'nftables: the chain that sends to Services was flushed',
    form: { proxy: 'nftables' },
    rule: 'services/jumps-missing',
    target: 'node/node1',
    inject: (cluster) => on(cluster, 'node1', 'nft flush chain ip kube-proxy nat-prerouting'),
    breaks: ['service node1'],
    undo: restartsKubeProxy('node1'),
  },
  {
    name: "nftables: kube-proxy's table was deleted",
    form: { proxy: 'nftables' },
    rule: 'services/jumps-missing',
    target: 'node/node1',
    inject: (cluster) => on(cluster, 'node1', 'nft delete table ip kube-proxy'),
    breaks: ['service node1', 'host-service node1', 'dns node1'],
    undo: restartsKubeProxy('node1'),
  },
  {
    name: "a Service's selector is misspelt",
    smoke: true,
    rule: 'services/selector-matches-nothing',
    target: 'service/default/web',
    inject: patchWeb({ selector: { app: 'wbe' } }),
    breaks: everyNode('service'),
    undo: patchWeb({ selector: { app: 'web' } }),
  },
  {
    name: 'an EndpointSlice made by hand leads to an address that nobody has',
    rule: 'services/endpoint-without-owner',
    target: 'service/default/web',
    inject: addSliceToNobody,
    breaks: everyNode('service'),
    undo: removeSlice,
  },
  {
    name: 'a slice made by hand gives a Service an address of nobody',
    rule: 'services/endpoint-stranger',
    target: 'service/default/web',
    inject: addSlice('10.77.0.9'),
    breaks: everyNode('service'),
    undo: removeSlice,
  },
  {
    name: "a slice made by hand gives a Service an address of the nodes' network that nobody has",
    rule: 'services/endpoint-unrouted',
    target: 'service/default/web',
    inject: async (cluster) => {
      await addSlice('192.168.10.77')(cluster);
      for (const node of ['node1', 'node2', 'node3'])
        await on(cluster, node, 'ping -c 1 -W 1 192.168.10.77 >/dev/null || true');
    },
    breaks: everyNode('service'),
    undo: removeSlice,
  },
  {
    name: 'a Service takes the address of the name server outside',
    rule: 'services/external-ip-captures',
    target: 'cluster',
    inject: async (cluster) => {
      await cluster.api.create(servicePath, {
        metadata: { name: 'taker' },
        spec: {
          selector: { app: 'web' },
          externalIPs: ['192.168.10.1'],
          ports: [{ name: 'names', port: 53, protocol: 'UDP', targetPort: 8080 }],
        },
      });
      await settled(cluster);
    },
    breaks: everyNode('dns-outside'),
    keeps: everyNode('dns'),
    undo: async (cluster) => {
      await cluster.kubectl('delete', 'service', 'taker');
      await settled(cluster);
    },
  },
  {
    name: "a Service takes the API server's address",
    rule: 'services/external-ip-captures',
    target: 'cluster',
    last: true,
    inject: async (cluster) => {
      await cluster.api.create(servicePath, {
        metadata: { name: 'taker' },
        spec: {
          selector: { app: 'web' },
          externalIPs: ['192.168.10.161'],
          ports: [{ name: 'api', port: 6443, targetPort: 8080 }],
        },
      });
      await settled(cluster);
    },
    breaks: ['api node2', 'api node3'],
    undo: (cluster) => cluster.api.remove(`${servicePath}/taker`),
    healsWithin: 60,
  },
  {
    name: "a Service's targetPort is a number that nothing listens on",
    smoke: true,
    rule: 'services/target-port-mismatch',
    target: 'service/default/web',
    inject: patchWeb(portOf(8081)),
    breaks: everyNode('service'),
    undo: patchWeb(portOf('http')),
  },
  {
    name: "a Service's targetPort is a name that no container has",
    rule: 'services/target-port-mismatch',
    target: 'service/default/web',
    inject: patchWeb(portOf('htpp')),
    breaks: everyNode('service'),
    undo: patchWeb(portOf('http')),
  },
  {
    name: 'no pod of a Service is ready',
    rule: 'services/endpoints-not-ready',
    target: 'service/default/web',
    inject: (cluster) => setWebReady(cluster, false),
    breaks: everyNode('service'),
    undo: (cluster) => setWebReady(cluster, true),
  },
  {
    name: 'an Ingress leads to a Service that does not exist',
    rule: 'services/ingress-backend-missing',
    target: 'cluster',
    inject: async (cluster) => {
      await cluster.api.create(ingressPath, ingress('front', 'wbe', { number: 80 }));
      await cluster.api.create(ingressPath, ingress('right', 'web', { name: 'http' }));
      await settled(cluster);
    },
    breaks: [],
    loses: {
      what: 'the way on, for whoever serves the Ingresses: no such name',
      isLost: async (cluster) => {
        const names = (await cluster.api.list(ingressPath)).map(({ spec }) => backendOf(spec));
        const { netns } = clientOn(cluster, 'node1');
        const known = names.map((name) => ask(cluster, 'node1', netns, `${name}.default.svc.cluster.local`));
        return (await Promise.all(known)).includes('');
      },
    },
    undo: async (cluster) => {
      for (const name of ['front', 'right']) await cluster.api.remove(`${ingressPath}/${name}`);
    },
  },
  {
    name: 'an Ingress leads to a Service without a ready pod',
    rule: 'services/endpoints-not-ready',
    target: 'service/default/web',
    inject: async (cluster) => {
      await cluster.api.create(ingressPath, ingress('front', 'web', { name: 'http' }));
      await setWebReady(cluster, false);
    },
    breaks: everyNode('service'),
    explains: ['services/ingress-backend-unready'],
    undo: async (cluster) => {
      await cluster.api.remove(`${ingressPath}/front`);
      await setWebReady(cluster, true);
    },
  },
  {
    name: 'a Service keeps to local endpoints, and node3 has none',
    rule: 'services/local-policy-without-local-endpoint',
    target: 'service/default/web',
    inject: async (cluster) => {
      const pod = cluster.pods.running.find(({ owner, node }) => owner === 'web' && node === 'node3');
      await cluster.api.patch(`/api/v1/namespaces/default/pods/${pod?.name}`, {
        metadata: { annotations: { 'controller.kubernetes.io/pod-deletion-cost': '-100' } },
      });
      await cluster.kubectl('-n', 'default', 'scale', 'deploy/web', '--replicas=2');
      await cluster.pods.settle();
      await patchWeb({ internalTrafficPolicy: 'Local' })(cluster);
    },
    breaks: ['service node3'],
    keeps: ['service node1', 'service node2'],
    undo: async (cluster) => {
      await cluster.kubectl('-n', 'default', 'scale', 'deploy/web', '--replicas=3');
      await cluster.pods.settle();
      await patchWeb({ internalTrafficPolicy: 'Cluster' })(cluster);
    },
  },
  {
    name: 'the endpoints of the API server have an address that nobody has',
    rule: 'services/api-endpoint-wrong',
    target: 'cluster',
    inject: async (cluster) => {
      await cluster.api.create('/apis/discovery.k8s.io/v1/namespaces/default/endpointslices', {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: { name: 'old-master', namespace: 'default', labels: { 'kubernetes.io/service-name': 'kubernetes' } },
        addressType: 'IPv4',
        ports: [{ name: 'https', port: 6443, protocol: 'TCP' }],
        endpoints: [{ addresses: ['192.168.10.169'], conditions: { ready: true } }],
      });
      await settled(cluster);
    },
    breaks: [],
    loses: {
      what: "half of the pods' connections to the API server",
      isLost: async (cluster) =>
        !(await succeeds(
          cluster,
          'node1',
          `for i in $(seq 12); do ip netns exec ${clientOn(cluster, 'node1').netns} curl -sk -m 2 https://10.96.0.1 >/dev/null || exit 1; done`,
        )),
    },
    undo: (cluster) => cluster.api.remove('/apis/discovery.k8s.io/v1/namespaces/default/endpointslices/old-master'),
  },
  {
    name: 'kube-proxy takes another network for that of the pods',
    rule: 'services/cluster-cidr-wrong',
    target: 'node/node2',
    inject: configured('node2', 's,^clusterCIDR:.*,clusterCIDR: 10.200.0.0/16,'),
    breaks: [],
    loses: {
      what: "a pod's own address, where it asks a Service",
      isLost: async (cluster) =>
        !clientOn(cluster, 'node2').addresses.includes(await seenAs(cluster, 'node2', '10.96.120.15', 80)),
    },
    undo: configured('node2', 's,^clusterCIDR:.*,clusterCIDR: 10.244.0.0/16,'),
  },
  {
    name: 'nftables: kube-proxy takes another network for that of the pods',
    form: { proxy: 'nftables' },
    rule: 'services/cluster-cidr-wrong',
    target: 'node/node2',
    inject: configured('node2', 's,^clusterCIDR:.*,clusterCIDR: 10.200.0.0/16,'),
    breaks: [],
    loses: {
      what: "a pod's own address, where it asks a Service",
      isLost: async (cluster) =>
        !clientOn(cluster, 'node2').addresses.includes(await seenAs(cluster, 'node2', '10.96.120.15', 80)),
    },
    undo: configured('node2', 's,^clusterCIDR:.*,clusterCIDR: 10.244.0.0/16,'),
  },
  {
    name: 'kube-proxy of one node works in another mode',
    rule: 'services/proxy-mode-differs',
    target: 'cluster',
    inject: configured('node3', 's/^mode:.*/mode: nftables/'),
    breaks: [],
    loses: {
      what: 'NodePorts on loopback, on node3 alone',
      isLost: async (cluster) =>
        !(await succeeds(cluster, 'node3', "timeout 2 bash -c '</dev/tcp/127.0.0.1/30080' 2>/dev/null")),
    },
    undo: configured('node3', 's/^mode:.*/mode: iptables/'),
  },
  {
    name: 'kube-proxy takes its node for one that does not exist',
    rule: 'services/kube-proxy-identity-wrong',
    target: 'node/node1',
    inject: async (cluster) => {
      await startByHand(cluster, '--hostname-override=node9');
      await patchWeb({ internalTrafficPolicy: 'Local' })(cluster);
    },
    breaks: ['service node1'],
    keeps: ['service node2', 'service node3'],
    undo: async (cluster) => {
      await backToNormal(cluster);
      await patchWeb({ internalTrafficPolicy: 'Cluster' })(cluster);
    },
    healsWithin: 30,
  },
  {
    name: 'iptables-restore fails, and an endpoint was replaced',
    rule: 'services/kube-proxy-sync-stalled',
    target: 'node/node1',
    inject: async (cluster) => {
      await on(
        cluster,
        'node1',
        `mkdir -p /run/broken; printf '%s\\n' '#!/bin/sh' '[ ! -e /run/broken/on ] || exit 4' 'exec /usr/sbin/iptables-restore "$@"' >/run/broken/iptables-restore
        chmod +x /run/broken/iptables-restore`,
      );
      await startByHand(cluster, '--hostname-override=node1', '/run/broken:');
      await on(cluster, 'node1', 'touch /run/broken/on');
      await replaceWebPod(cluster, 'node2');
      await settled(cluster);
      await new Promise((resolve) => setTimeout(resolve, 62_000));
    },
    breaks: ['service node1'],
    explains: ['services/endpoints-drifted', 'services/endpoints-lost'],
    undo: backToNormal,
    healsWithin: 30,
  },
];
