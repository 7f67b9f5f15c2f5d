import { clusterObjects, kubeProxyConfig } from './api-objects.ts';
import { daemonsOf, startDaemon } from './daemons.ts';
import { cniConflist, flannelFdbCommands, flannelIpCommands, flannelRules, subnetEnv } from './flannel.ts';
import { flannelFlows } from './flannel-flows.ts';
import { syncKubeProxy } from './kube-proxy.ts';
import type { Lab } from './lab.ts';
import { type Machine, startMachine } from './machine.ts';
import { ageDaemons } from './old-daemons.ts';
import { type Plan, type PlannedNode, type PlanOptions, planCluster } from './plan.ts';
import { addPods, type RunningPod } from './pods.ts';
import { openSandbox, type Sandbox } from './sandbox.ts';
import { buildUnderlay } from './underlay.ts';

/** A running flannel cluster. */
export interface Cluster extends Lab {
  readonly plan: Plan;
  /** Change when a node is rebooted or a pod is replaced. */
  readonly machines: Map<string, Machine>;
  readonly pods: RunningPod[];
}

export async function buildFlannelCluster(options: PlanOptions = {}): Promise<Cluster> {
  const plan = planCluster(options);
  const sandbox = await openSandbox();
  try {
    await buildUnderlay(
      sandbox,
      plan.nodes.map(({ name, mac }) => ({ name, device: 'eth0', mac })),
      { addresses: ['192.168.10.1/24', ...(plan.podNetwork6 === null ? [] : ['fd00:10::1/64'])] },
    );
    const parts = await Promise.all(plan.nodes.map((node) => buildNode(sandbox, plan, node)));
    const pods = parts.flatMap((part) => part.pods);
    const machines = new Map(parts.map((part) => [part.machine.name, part.machine]));
    const cluster: Cluster = {
      plan,
      sandbox,
      machines,
      pods,
      objects: clusterObjects(plan, pods),
      get flows() {
        return flannelFlows(plan, pods);
      },
      settle: async () => {},
      close: sandbox.close,
    };
    await Promise.all(plan.nodes.map((node) => syncKubeProxy(cluster, node.name)));
    await ageDaemons(cluster);
    return cluster;
  } catch (error) {
    await sandbox.close();
    throw error;
  }
}

export async function buildNode(
  sandbox: Sandbox,
  plan: Plan,
  node: PlannedNode,
): Promise<{ readonly machine: Machine; readonly pods: readonly RunningPod[] }> {
  const machine = await startMachine(sandbox, node.name);
  const daemons = Object.entries(daemonsOf(plan, node)).map(([name, daemon]) => startDaemon(name, daemon));
  await machine.sh(`
    ${plan.iptables === 'legacy' ? useLegacy : ''}
    ip -batch - <<'EOT'\n${nodeIpCommands(plan, node).join('\n')}\nEOT
    bridge -batch - <<'EOT'\n${flannelFdbCommands(plan, node).join('\n')}\nEOT
    sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=2 net.bridge.bridge-nf-call-iptables=1 net.bridge.bridge-nf-call-ip6tables=1
    ${plan.podNetwork6 === null ? '' : 'sysctl -qw net.ipv6.conf.all.forwarding=1 net.ipv6.conf.default.accept_dad=0'}
    iptables-restore --noflush <<'EOT'\n${kubeletRules}${flannelRules(plan, node, 4)}EOT
    ${plan.podNetwork6 === null ? '' : `ip6tables-restore --noflush <<'EOT'\n${flannelRules(plan, node, 6)}EOT`}
    mkdir -p /run/flannel /var/lib/kube-proxy /var/lib/kubelet
    printf '${subnetEnv(plan, node).replaceAll('\n', '\\n')}' > /run/flannel/subnet.env
    cat > /etc/cni/net.d/10-flannel.conflist <<'EOT'\n${cniConflist}EOT
    cat > /var/lib/kube-proxy/config.conf <<'EOT'\n${kubeProxyConfig(plan)}EOT
    ${daemons.join('\n')}`);
  const pods = await addPods(
    machine,
    plan.pods.filter((pod) => pod.node === node.name),
    plan.services,
  );
  return { machine, pods };
}

const useLegacy = `for f in iptables ip6tables; do for g in $f $f-save $f-restore; do
      ln -sf "/usr/sbin/$(echo $g | sed 's/tables/tables-legacy/')" /etc/alternatives/$g
    done; done`;

function nodeIpCommands(plan: Plan, node: PlannedNode): readonly string[] {
  return [
    // A veth hands on the kernel's super-packets whatever its MTU; a NIC takes single ones.
    'link set eth0 up gso_max_segs 1',
    `addr add ${node.address}/24 dev eth0`,
    'route add default via 192.168.10.1',
    ...(node.address6 === null ? [] : [`addr add ${node.address6}/64 dev eth0 nodad`]),
    ...flannelIpCommands(plan, node),
  ];
}

/** What kubelet leaves (pkg/kubelet/kubelet_network_linux.go). */
const kubeletRules = `*mangle
:KUBE-KUBELET-CANARY - [0:0]
:KUBE-IPTABLES-HINT - [0:0]
COMMIT
*filter
:KUBE-FIREWALL - [0:0]
-A INPUT -j KUBE-FIREWALL
-A OUTPUT -j KUBE-FIREWALL
-A KUBE-FIREWALL ! -s 127.0.0.0/8 -d 127.0.0.0/8 -m comment --comment "block incoming localnet connections" -m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT -j DROP
COMMIT
`;
