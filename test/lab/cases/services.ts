import type { FaultCase } from '../case.ts';
import type { Cluster } from '../cluster.ts';
import { daemonsOf, startDaemon, stopDaemon } from '../daemons.ts';
import { syncKubeProxy } from '../kube-proxy.ts';
import { on, patch } from '../lab.ts';
import { startPod } from '../pods.ts';
import { replacePod } from '../replace-pod.ts';

const resync = (lab: Cluster): Promise<void> => syncKubeProxy(lab, 'node1');

async function restartKubeProxy(lab: Cluster): Promise<void> {
  const node = lab.plan.nodes[0];
  const daemon = node && daemonsOf(lab.plan, node)['kube-proxy'];
  if (daemon !== undefined) await on(lab, 'node1', startDaemon('kube-proxy', daemon));
  setHostPodReady(lab, 'kube-proxy', 'node1', true);
  await resync(lab);
}

export const serviceFaults: readonly FaultCase<Cluster>[] = [
  {
    name: 'kube-proxy is down',
    rule: 'services/kube-proxy-down',
    target: 'node/node1',
    inject: async (lab) => {
      await on(lab, 'node1', stopDaemon('kube-proxy'));
      setHostPodReady(lab, 'kube-proxy', 'node1', false);
    },
    breaks: [],
    latent: {
      event: 'a pod is replaced: nobody tells the rules of node1',
      happen: (lab) => replacePod(lab, 'node2', 'web', ['node2', 'node3']),
      breaks: ['service node1'],
    },
    undo: restartKubeProxy,
  },
  {
    name: 'kube-proxy is down, and a pod was replaced since',
    rule: 'services/kube-proxy-down-stale',
    target: 'node/node1',
    inject: async (lab) => {
      await on(lab, 'node1', stopDaemon('kube-proxy'));
      setHostPodReady(lab, 'kube-proxy', 'node1', false);
      await replacePod(lab, 'node2', 'web', ['node2', 'node3']);
    },
    breaks: ['service node1'],
    undo: restartKubeProxy,
  },
  {
    name: 'a Service has no rule on one node',
    rule: 'services/rules-missing',
    target: 'node/node1',
    inject: (lab) =>
      on(
        lab,
        'node1',
        `iptables-save -t nat | sed -n 's/^-A \\(KUBE-SERVICES .*default\\/web:http cluster IP.*\\)/iptables -t nat -D \\1/p' | sh -e`,
      ),
    breaks: ['service node1', 'host-service node1'],
    undo: resync,
  },
  {
    name: 'a Service leads to an address that nobody has',
    rule: 'services/endpoints-drifted',
    target: 'node/node1',
    inject: (lab) => {
      const address = lab.pods.find((pod) => pod.node === 'node2' && pod.role === 'web')?.addresses[0] ?? '';
      return on(
        lab,
        'node1',
        `iptables-save -t nat | sed -n '/KUBE-SEP/s/${address}/10.244.2.250/gp' | grep DNAT | while read -r _ chain rest; do iptables -t nat -F "$chain"; eval iptables -t nat -A "$chain" "$rest"; done`,
      );
    },
    breaks: ['service node1'],
    undo: resync,
  },
  {
    name: "kube-proxy in nftables mode: its table's hook is empty",
    form: { proxyMode: 'nftables' },
    rule: 'services/jumps-missing',
    target: 'node/node1',
    inject: (lab) => on(lab, 'node1', 'nft flush chain ip kube-proxy nat-prerouting'),
    breaks: ['service node1', 'dns node1', 'api node1'],
    undo: resync,
  },
  {
    name: 'kube-proxy in nftables mode: a Service is not in its map',
    form: { proxyMode: 'nftables' },
    rule: 'services/rules-missing',
    target: 'node/node1',
    inject: (lab) => on(lab, 'node1', 'nft delete element ip kube-proxy service-ips { 10.96.120.15 . tcp . 80 }'),
    breaks: ['service node1', 'host-service node1'],
    undo: resync,
  },
  {
    name: 'the application does not listen',
    rule: 'services/not-listening',
    target: 'pod/default/web',
    inject: (lab) => killWeb(lab, 'node2'),
    breaks: ['pod node1>node2', 'pod node2>node2', 'service node1'],
    undo: (lab) => startWeb(lab, 'node2', ''),
  },
  {
    name: 'the application listens on loopback only',
    rule: 'services/listening-on-loopback-only',
    target: 'pod/default/web',
    inject: async (lab) => {
      await killWeb(lab, 'node2');
      await startWeb(lab, 'node2', '127.0.0.1');
    },
    breaks: ['pod node1>node2', 'service node1'],
    undo: async (lab) => {
      await killWeb(lab, 'node2');
      await startWeb(lab, 'node2', '');
    },
  },
];

function web(lab: Cluster, node: string) {
  const pod = lab.pods.find((one) => one.node === node && one.role === 'web');
  if (pod === undefined) throw new Error(`${node} has no web pod`);
  return pod;
}

function killWeb(lab: Cluster, node: string): Promise<string> {
  return on(
    lab,
    node,
    `for p in $(ip netns pids ${web(lab, node).netns}); do kill "$p"; done; ip netns exec ${web(lab, node).netns} sleep 86400 </dev/null >/dev/null 2>&1 &`,
  );
}

function startWeb(lab: Cluster, node: string, only: string): Promise<string> {
  const pod = web(lab, node);
  const command = startPod(pod, pod.netns, lab.plan.services);
  return on(lab, node, only === '' ? command : command.replace(/LISTEN='[^']*'/, `LISTEN='${only}:8080'`));
}

/** What the API says about a DaemonSet's pod on a node. */
export function setHostPodReady(lab: Cluster, daemonSet: string, node: string, ready: boolean): void {
  const pod = lab.objects.find(
    (object) =>
      object.kind === 'Pod' &&
      object.metadata.name.startsWith(`${daemonSet}-`) &&
      (object.spec as { nodeName?: string }).nodeName === node,
  );
  if (pod === undefined) throw new Error(`no pod of ${daemonSet} on ${node}`);
  const status = pod.status as {
    conditions: { type: string; status: string }[];
    containerStatuses: { ready: boolean }[];
  };
  for (const condition of status.conditions)
    if (condition.type.endsWith('Ready')) condition.status = ready ? 'True' : 'False';
  for (const container of status.containerStatuses) container.ready = ready;
  patch(lab, 'DaemonSet', daemonSet, (object) => {
    const counts = object.status as { numberReady: number; desiredNumberScheduled: number; numberAvailable: number };
    counts.numberReady = counts.desiredNumberScheduled - (ready ? 0 : 1);
    counts.numberAvailable = counts.numberReady;
  });
}
