import { cniConflist } from '../lab/flannel.ts';
import type { Machine } from '../lab/machine.ts';
import type { Authority } from './certificates.ts';
import { type Credentials, network, writeFiles } from './control-plane.ts';
import { type Daemon, daemon } from './daemon.ts';
import type { RealForm } from './form.ts';
import { kubeconfig } from './kubeconfig.ts';

export const proxyConfig = (form: RealForm): string => `apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
bindAddress: 0.0.0.0
clientConnection:
  kubeconfig: /var/lib/kube-proxy/kubeconfig.conf
clusterCIDR: ${network.pods}
# nf_conntrack_max cannot be written in a network namespace.
conntrack:
  maxPerCore: 0
  min: 0
  tcpCloseWaitTimeout: 0s
  tcpEstablishedTimeout: 0s
healthzBindAddress: 0.0.0.0:10256
metricsBindAddress: 127.0.0.1:10249
mode: ${form.proxy}
`;

export const flannelConfig = (form: RealForm): string =>
  `${JSON.stringify({ Network: network.pods, EnableNFTables: form.flannelNft, Backend: { Type: form.backend } }, null, 2)}\n`;

/** Addresses, sysctls and the name server of a node. */
export async function configureNode(machine: Machine, address: string): Promise<void> {
  await machine.sh(`
    ip link set eth0 up gso_max_segs 1
    ip addr add ${address}/24 dev eth0
    ip route add default via ${network.gateway}
    sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=2 net.bridge.bridge-nf-call-iptables=1 net.bridge.bridge-nf-call-ip6tables=1
    echo 'nameserver ${network.gateway}' > /etc/resolv.conf
    mkdir -p /run/flannel`);
}

/** What daemons find in their pods in the full form, as files of the node. */
export async function writeQuickConfig(
  machine: Machine,
  authority: Authority,
  users: Credentials['users'],
  { form, server }: { readonly form: RealForm; readonly server: string },
): Promise<void> {
  await writeFiles(machine, {
    '/etc/cni/net.d/10-flannel.conflist': cniConflist,
    '/etc/kube-flannel/net-conf.json': flannelConfig(form),
    '/etc/kube-flannel/kubeconfig': kubeconfig(server, authority.certificate, users.flannel),
    '/var/lib/kube-proxy/config.conf': proxyConfig(form),
    '/var/lib/kube-proxy/kubeconfig.conf': kubeconfig(server, authority.certificate, users['kube-proxy']),
    // As a pod it goes through the Service, so CoreDNS depends on kube-proxy here, too.
    '/etc/coredns/kubeconfig': kubeconfig(`https://${network.api}`, authority.certificate, users.coredns),
  });
}

export type NodeDaemon = 'flanneld' | 'kube-proxy';

export function nodeDaemons(machine: () => Machine, programs: string): Readonly<Record<NodeDaemon, Daemon>> {
  const node = machine().name;
  return {
    flanneld: daemon(machine, 'flanneld', () => ({
      program: `${programs}/flanneld`,
      flags: [
        '--ip-masq',
        '--kube-subnet-mgr',
        '--iface=eth0',
        '--kubeconfig-file=/etc/kube-flannel/kubeconfig',
        '--net-config-path=/etc/kube-flannel/net-conf.json',
        '--healthz-ip=127.0.0.1',
        '--healthz-port=10258',
      ],
      env: { NODE_NAME: node },
    })),
    'kube-proxy': daemon(machine, 'kube-proxy', () => ({
      program: `${programs}/kube-proxy`,
      flags: ['--config=/var/lib/kube-proxy/config.conf', `--hostname-override=${node}`],
    })),
  };
}
