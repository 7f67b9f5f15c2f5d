import { listOf, mapOf, shape, text, texts } from './keep.ts';

export const ciliumNode = {
  spec: shape({
    addresses: listOf(shape({ type: text, ip: text })),
    ipam: shape({ podCIDRs: texts }),
    health: shape({ ipv4: text, ipv6: text }),
  }),
};

/** Of cilium-config what says how packets go; the rest may hold anything. */
const WANTED: ReadonlySet<string> = new Set([
  'auto-direct-node-routes',
  'bpf-lb-mode',
  'bpf-lb-sock',
  'cluster-name',
  'cluster-pool-ipv4-cidr',
  'cluster-pool-ipv4-mask-size',
  'cluster-pool-ipv6-cidr',
  'cluster-pool-ipv6-mask-size',
  'cni-chaining-mode',
  'cni-exclusive',
  'datapath-mode',
  'devices',
  'direct-routing-device',
  'enable-bpf-masquerade',
  'enable-endpoint-routes',
  'enable-host-firewall',
  'enable-ipsec',
  'enable-ipv4',
  'enable-ipv4-masquerade',
  'enable-ipv6',
  'enable-ipv6-masquerade',
  'enable-k8s-networkpolicy',
  'enable-node-port',
  'enable-policy',
  'enable-wireguard',
  'ipam',
  'ipv4-native-routing-cidr',
  'ipv6-native-routing-cidr',
  'k8s-require-ipv4-pod-cidr',
  'kube-proxy-replacement',
  'mtu',
  'policy-cidr-match-mode',
  'routing-mode',
  'tunnel',
  'tunnel-port',
  'tunnel-protocol',
]);

export const ciliumConfig = { data: mapOf(text, (key) => WANTED.has(key)) };

export function isCiliumConfig(name: string, namespace: string): boolean {
  return name === 'cilium-config' && (namespace === 'cilium' || namespace.startsWith('kube-'));
}
