import { type Cidr, cidrContains, parseCidr } from '../../model/ip.ts';
import type { ClusterModel } from '../../model/types.ts';
import { netConf } from '../flannel/net-conf.ts';
import type { FactContext } from '../types.ts';
import { podNetworks } from './pod-networks.ts';

/** A network that somebody configured, with where that stands. */
export interface ConfiguredNetwork {
  readonly cidr: Cidr;
  readonly source: string;
}

/** Networks that the control plane gives pod networks out of: kubeadm's configuration and kube-controller-manager's flag. */
export const clusterCidrs = (cluster: ClusterModel): readonly ConfiguredNetwork[] =>
  distinct([
    ...ofText(kubeadmNetworking(cluster, 'podSubnet'), 'podSubnet of ConfigMap kubeadm-config'),
    ...ofFlag(cluster, /^kube-controller/, 'cluster-cidr', 'kube-controller-manager'),
    ...ofFlag(cluster, /^k3s-server/, 'cluster-cidr', 'k3s'),
  ]);

/** Networks that ClusterIPs are taken from: the ServiceCIDR objects, kubeadm's configuration and kube-apiserver's flag. */
export const serviceCidrs = (cluster: ClusterModel): readonly ConfiguredNetwork[] =>
  distinct([
    ...(cluster.serviceCidrs.state === 'known' ? cluster.serviceCidrs.value : []).flatMap((text) =>
      ofText(text, 'ServiceCIDR'),
    ),
    ...ofText(kubeadmNetworking(cluster, 'serviceSubnet'), 'serviceSubnet of ConfigMap kubeadm-config'),
    ...ofFlag(cluster, /^kube-apiserver/, 'service-cluster-ip-range', 'kube-apiserver'),
    ...ofFlag(cluster, /^k3s-server/, 'service-cidr', 'k3s'),
  ]);

/** One line of the configuration as the slimmed ConfigMap has it: `podSubnet: 10.244.0.0/16`. */
function kubeadmNetworking(cluster: ClusterModel, key: 'podSubnet' | 'serviceSubnet'): string | null {
  const maps = cluster.configMaps;
  const text = maps.state === 'known' ? maps.value.get('kube-system/kubeadm-config')?.ClusterConfiguration : undefined;
  const line = text?.split('\n').find((each) => each.trim().startsWith(`${key}:`));
  return line === undefined ? null : line.slice(line.indexOf(':') + 1).replaceAll(/["'\s]/g, '');
}

/** The flag of a process on a machine of the snapshot, or of a static pod of the control plane. */
function ofFlag(cluster: ClusterModel, program: RegExp, flag: string, name: string): readonly ConfiguredNetwork[] {
  const processes = cluster.nodes.flatMap(({ processes }) => (processes.state === 'known' ? processes.value : []));
  const pods = cluster.pods.state === 'known' ? cluster.pods.value : [];
  const texts = [
    ...processes.filter((process) => program.test(process.name)).map(({ flags }) => flags[flag]),
    ...pods
      .filter((pod) => pod.namespace === 'kube-system' && program.test(pod.name))
      .map(({ flags }) => flags?.[flag]),
  ];
  return texts.flatMap((text) => ofText(text ?? null, `--${flag} of ${name}`));
}

/** Dual-stack clusters name two, with a comma between them. */
function ofText(text: string | null, source: string): readonly ConfiguredNetwork[] {
  return (text ?? '')
    .split(',')
    .flatMap((part) => (part.includes('/') ? (parseCidr(part.trim()) ?? []) : []))
    .map((cidr) => ({ cidr, source }));
}

function distinct(networks: readonly ConfiguredNetwork[]): readonly ConfiguredNetwork[] {
  const seen = new Set<string>();
  return networks.filter(({ cidr, source }) => {
    const key = `${source} ${cidr.first} ${cidr.prefixLength} ${cidr.family}`;
    return !seen.has(key) && seen.add(key);
  });
}

function networkOf(text: string | null, source: string): readonly ConfiguredNetwork[] {
  const cidr = parseCidr(text ?? '');
  return cidr ? [{ cidr, source }] : [];
}

/** Pod networks as configured; only where nodes are seen to take their parts of them. */
export function configuredPodNetworks(context: FactContext): readonly ConfiguredNetwork[] {
  const config = netConf(context.cluster);
  const given = podNetworks(context);
  const flannel = config.state === 'known' ? [config.value.network, config.value.ipv6Network] : [];
  const all = [
    ...flannel.flatMap((text) => networkOf(text, 'Network of net-conf.json')),
    ...clusterCidrs(context.cluster),
  ];
  return all.filter(({ cidr }) => given.some((network) => cidrContains(cidr, network.cidr)));
}
