import { type Cidr, formatAddress, parseCidr } from '../../model/ip.ts';
import type { NodeModel, SubnetEnv } from '../../model/types.ts';
import type { Family } from '../../parse/records.ts';

export const subnetOf = (env: SubnetEnv, family: Family): string | null => (family === 4 ? env.subnet : env.ipv6Subnet);
export const networkOf = (env: SubnetEnv, family: Family): string | null =>
  family === 4 ? env.network : env.ipv6Network;

/** flannel writes the first address after the network's own, with the network's length: `10.244.1.1/24` (pkg/subnet/subnet.go). */
export const gatewayText = ({ family, first, prefixLength }: Cidr): string =>
  `${formatAddress(family, first + 1n)}/${prefixLength}`;

/** Only flannel's kube subnet manager takes the node's network from its podCIDR; with etcd they are unrelated. */
export const usesPodCidr = (node: NodeModel): boolean =>
  node.kubernetes.state === 'known' && node.kubernetes.value.flannel !== null;

export function podCidrOf(node: NodeModel, family: Family): Cidr | undefined {
  const texts = node.kubernetes.state === 'known' ? node.kubernetes.value.podCidrs : [];
  return texts.map(parseCidr).find((cidr) => cidr?.family === family);
}
