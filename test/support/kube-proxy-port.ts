import { createHash } from 'node:crypto';

/** One port of a Service as kube-proxy sees it, for one address family. */
export interface ProxiedPort {
  readonly namespace: string;
  readonly service: string;
  readonly portName: string;
  readonly clusterIp: string;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  readonly port: number;
  readonly nodePort?: number;
  /** Ready ones; none makes the port a rejected one. */
  readonly endpoints: readonly { readonly address: string; readonly port: number }[];
}

export interface ProxyOptions {
  /** `--cluster-cidr`: what comes from elsewhere is masqueraded. */
  readonly podNetwork: string;
  /** Addresses of the node, for NodePorts in nftables mode. */
  readonly nodeAddresses: readonly string[];
}

/** `default/web:http`, as it stands in every comment. */
export function portLabel({ namespace, service, portName }: ProxiedPort): string {
  return `${namespace}/${service}${portName === '' ? '' : `:${portName}`}`;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** base32 of a SHA-256, cut: kube-proxy's names of chains (pkg/proxy/iptables/proxier.go, portProtoHash). */
export function chainHash(text: string, length: number): string {
  let bits = '';
  for (const byte of createHash('sha256').update(text).digest()) bits += byte.toString(2).padStart(8, '0');
  return Array.from({ length }, (_, at) => alphabet[Number.parseInt(bits.slice(at * 5, at * 5 + 5), 2)]).join('');
}

export const withPort = (address: string, port: number): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
