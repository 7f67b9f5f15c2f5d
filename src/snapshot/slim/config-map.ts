import { parse, stringify } from 'yaml';
import { flag, isRecord, type Keep, listOf, mapOf, number, shape, text, textOrNumber, texts } from './keep.ts';

/** Which ConfigMaps are read, and which of their entries. */
const WANTED: readonly { readonly name: RegExp; readonly data: Readonly<Record<string, Keep>> }[] = [
  { name: /^kube-proxy$/, data: { 'config.conf': yamlWith(kubeProxyConfiguration()) } },
  { name: /^kube-flannel-cfg$/, data: { 'cni-conf.json': text, 'net-conf.json': text } },
  { name: /^coredns$/, data: { Corefile: corefile, NodeHosts: text } },
  { name: /^kubeadm-config$/, data: { ClusterConfiguration: yamlWith(clusterConfiguration()) } },
  { name: /^kubelet-config(?:-1\.\d+)?$/, data: { kubelet: yamlWith(kubeletConfiguration()) } },
];

export function isWantedConfigMap(name: string, namespace: string): boolean {
  return namespace.startsWith('kube-') && WANTED.some((wanted) => wanted.name.test(name));
}

export const configMap = (object: Readonly<Record<string, unknown>>): Keep => {
  const metadata = object.metadata;
  const name = isRecord(metadata) ? metadata.name : undefined;
  const wanted = WANTED.find((candidate) => typeof name === 'string' && candidate.name.test(name));
  return shape(wanted === undefined ? {} : { data: shape(wanted.data) });
};

/** CoreDNS plugins that take credentials as words in the file (route53, etcd, azure). */
const CREDENTIALS = /^(\s*(?:aws_access_key|credentials|password|secret|client_secret|token|access_key)\s).*$/gim;

function corefile(value: unknown): unknown {
  return typeof value === 'string' ? value.replace(CREDENTIALS, '$1(left out)') : undefined;
}

/** A YAML text cut down to known settings; what is no YAML is dropped, as nobody can say what is in it. */
function yamlWith(keep: Keep): Keep {
  return (value) => {
    if (typeof value !== 'string' || value.length > 1_000_000) return undefined;
    try {
      const kept = keep(parse(value, { maxAliasCount: 100 }));
      return kept === undefined ? undefined : stringify(kept, { lineWidth: 0 });
    } catch {
      return undefined;
    }
  };
}

function kubeProxyConfiguration(): Keep {
  return shape({
    apiVersion: text,
    kind: text,
    mode: text,
    clusterCIDR: text,
    bindAddress: text,
    bindAddressHardFail: flag,
    hostnameOverride: text,
    healthzBindAddress: text,
    metricsBindAddress: text,
    detectLocalMode: text,
    detectLocal: shape({ bridgeInterface: text, interfaceNamePrefix: text }),
    nodePortAddresses: texts,
    configSyncPeriod: text,
    iptables: shape({
      localhostNodePorts: flag,
      masqueradeAll: flag,
      masqueradeBit: number,
      minSyncPeriod: text,
      syncPeriod: text,
    }),
    nftables: shape({ masqueradeAll: flag, masqueradeBit: number, minSyncPeriod: text, syncPeriod: text }),
    ipvs: shape({
      excludeCIDRs: texts,
      minSyncPeriod: text,
      scheduler: text,
      strictARP: flag,
      syncPeriod: text,
      tcpFinTimeout: text,
      tcpTimeout: text,
      udpTimeout: text,
    }),
    conntrack: shape({
      maxPerCore: number,
      min: number,
      tcpBeLiberal: flag,
      tcpCloseWaitTimeout: text,
      tcpEstablishedTimeout: text,
      udpStreamTimeout: text,
      udpTimeout: text,
    }),
    featureGates: mapOf(flag),
  });
}

/** Of the control plane's arguments only those that say which addresses it gives out. */
function clusterConfiguration(): Keep {
  const wanted = (name: unknown) =>
    typeof name === 'string' &&
    /^(?:cluster-cidr|service-cluster-ip-range|service-node-port-range|allocate-node-cidrs|node-cidr-mask-size(?:-ipv[46])?)$/.test(
      name,
    );
  const argument: Keep = (item) =>
    isRecord(item) && wanted(item.name) ? shape({ name: text, value: textOrNumber })(item) : undefined;
  const extraArgs: Keep = (value) =>
    Array.isArray(value) ? listOf(argument)(value) : mapOf(textOrNumber, wanted)(value);
  return shape({
    apiVersion: text,
    kind: text,
    clusterName: text,
    kubernetesVersion: text,
    controlPlaneEndpoint: text,
    networking: shape({ dnsDomain: text, podSubnet: text, serviceSubnet: text }),
    apiServer: shape({ extraArgs }),
    controllerManager: shape({ extraArgs }),
  });
}

function kubeletConfiguration(): Keep {
  return shape({
    apiVersion: text,
    kind: text,
    address: text,
    clusterDNS: texts,
    clusterDomain: text,
    containerRuntimeEndpoint: text,
    failCgroupV1: flag,
    featureGates: mapOf(flag),
    healthzBindAddress: text,
    healthzPort: number,
    hairpinMode: text,
    iptablesDropBit: number,
    iptablesMasqueradeBit: number,
    makeIPTablesUtilChains: flag,
    maxPods: number,
    nodeStatusUpdateFrequency: text,
    podCIDR: text,
    resolvConf: text,
    staticPodPath: text,
  });
}
