import { createHash } from 'node:crypto';
import type { Machine } from './machine.ts';
import type { PlannedPod, PlannedService } from './plan.ts';

/** A pod as it runs: its network namespace on its node and what the CNI plugins gave it. */
export interface RunningPod extends PlannedPod {
  readonly netns: string;
  readonly containerId: string;
  readonly uid: string;
  readonly addresses: readonly string[];
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
const asUuid = (hex: string): string =>
  [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');

/** Names as containerd and the API server give them, but the same in every lab. */
export function podIdentity(pod: Pick<PlannedPod, 'namespace' | 'name' | 'uid'>): {
  readonly netns: string;
  readonly containerId: string;
  readonly uid: string;
} {
  const name = `${pod.namespace}/${pod.name}`;
  return {
    netns: `cni-${asUuid(digest(`netns ${name}`))}`,
    containerId: digest(`container ${name}`),
    uid: pod.uid ?? asUuid(digest(`uid ${name}`)),
  };
}

/** Adds pods with the real CNI plugins, and starts what runs in them. Throws with the plugin's words when it refuses. */
export async function addPods(
  machine: Machine,
  pods: readonly PlannedPod[],
  services: readonly Pick<PlannedService, 'namespace' | 'name' | 'clusterIps'>[],
  start: typeof startPod = startPod,
): Promise<readonly RunningPod[]> {
  const dns = services.find((service) => service.name === 'kube-dns')?.clusterIps[0] ?? '';
  const printed = await machine.sh(
    pods.map((pod) => addPod(pod, dns, start(pod, podIdentity(pod).netns, services))).join('\n'),
  );
  const results = printed
    .split('RESULT ')
    .slice(1)
    .map((text) => JSON.parse(text) as { readonly ips: readonly { readonly address: string }[] });
  return pods.map((pod, index) => ({
    ...pod,
    ...podIdentity(pod),
    addresses: (results[index]?.ips ?? []).map(({ address }) => address.slice(0, address.indexOf('/'))),
  }));
}

/** Ends a pod as the runtime does: its processes, then the plugin's DEL, then the namespace. */
export async function removePod(machine: Machine, pod: RunningPod): Promise<void> {
  await machine.sh(`
    if [ -e /run/netns/${pod.netns} ]; then
      for p in $(ip netns pids ${pod.netns}); do kill "$p"; done
      ${cni('DEL', pod)}
      ip netns del ${pod.netns}
      rm -r /etc/netns/${pod.netns}
      # An address is given out again sooner here than ARP's locktime (1 s) lets a new MAC in.
      ip neigh flush dev cni0 || true
    fi`);
}

function cni(command: 'ADD' | 'DEL', pod: PlannedPod): string {
  const { netns, containerId, uid } = podIdentity(pod);
  return `CNI_COMMAND=${command} CNI_CONTAINERID=${containerId} CNI_NETNS=/run/netns/${netns} CNI_IFNAME=eth0 CNI_PATH=/opt/cni/bin \\
    CNI_ARGS='IgnoreUnknown=1;K8S_POD_NAMESPACE=${pod.namespace};K8S_POD_NAME=${pod.name};K8S_POD_UID=${uid}' /opt/cni/bin/flannel < /etc/cni/net.d/10-flannel.conflist`;
}

function addPod(pod: PlannedPod, dns: string, start: string): string {
  const { netns } = podIdentity(pod);
  return `
  ip netns add ${netns}
  ip -n ${netns} link set lo up
  ip netns exec ${netns} sysctl -qw net.ipv6.conf.default.accept_dad=0
  mkdir -p /etc/netns/${netns}
  printf 'search ${pod.namespace}.svc.cluster.local svc.cluster.local cluster.local\\nnameserver ${dns}\\noptions ndots:5\\n' > /etc/netns/${netns}/resolv.conf
  printf 'RESULT '
  ${cni('ADD', pod)}
  ip -n ${netns} link set eth0 gso_max_segs 1
  ${start}`;
}

/** Shell line that starts the pod's application in its namespace. */
export function startPod(
  pod: PlannedPod,
  netns: string,
  services: readonly Pick<PlannedService, 'namespace' | 'name' | 'clusterIps'>[],
): string {
  const quiet = '</dev/null >/dev/null 2>&1 &';
  if (pod.role === 'client') return `ip netns exec ${netns} sleep 86400 ${quiet}`;
  if (pod.role === 'web') {
    return `ln -sf stand-in /run/bin/web
  LISTEN='0.0.0.0:8080 [::]:8080' ANSWER='${pod.name}' ip netns exec ${netns} /run/bin/web ${quiet}`;
  }
  // dnsmasq under CoreDNS's name: it answers for the Services, and knows nothing else.
  const names = services.map(
    (service) => `--address=/${service.name}.${service.namespace}.svc.cluster.local/${service.clusterIps[0]}`,
  );
  return `ln -sf "$(command -v dnsmasq)" /run/bin/coredns
  ip netns exec ${netns} /run/bin/coredns --no-daemon --conf-file=/dev/null --no-resolv --no-hosts --user=root --pid-file= --no-ping ${names.join(' ')} ${quiet}`;
}
