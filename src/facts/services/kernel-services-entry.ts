/** What the kernel does with new connections to one address and port of a Service. */
export interface KernelService {
  /** `10.244.1.3:8080`, `[fd00::3]:8080`; empty where it refuses them. */
  readonly endpoints: ReadonlySet<string>;
  /** Rejected or dropped on purpose: "has no endpoints". */
  readonly refused: boolean;
  /** Share of the connections, 0..1, that its rules lead to no endpoint at all. */
  readonly unanswered: number;
  /** Something in its chains is not modelled: which endpoints it has is not known. */
  readonly unclear: boolean;
  /** The address is a ClusterIP, as far as the rules say so; false for external, load balancer and node addresses. */
  readonly isClusterIp: boolean;
  /** Whose rule it is by the name that kube-proxy wrote to it: `default/web:http`. */
  readonly label: string | null;
}

/** By `10.96.0.10 udp 53`; a NodePort is `* tcp 30080`. */
export type KernelServices = ReadonlyMap<string, KernelService>;

export type ServiceBackend = 'iptables-legacy' | 'iptables-nft' | 'nftables' | 'ipvs';

export const serviceKey = (address: string, protocol: string, port: number): string => `${address} ${protocol} ${port}`;
export const nodePortKey = (protocol: string, port: number): string => serviceKey('*', protocol, port);

export const endpointText = (address: string, port: number | null): string =>
  `${address.includes(':') ? `[${address}]` : address}${port === null ? '' : `:${port}`}`;

export const refusal = (isClusterIp: boolean, label: string | null): KernelService => ({
  endpoints: new Set(),
  refused: true,
  unanswered: 0,
  unclear: false,
  isClusterIp,
  label,
});
