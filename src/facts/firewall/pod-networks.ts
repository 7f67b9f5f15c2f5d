import { canonicalCidr, familyOf } from '../../model/ip.ts';
import type { NodeModel } from '../../model/types.ts';
import type { Family } from '../../parse/records.ts';
import { networkOf } from '../flannel/pod-network.ts';
import type { FactContext } from '../types.ts';

/** The cluster's pod networks: the one that flannel names, else the podCIDRs of all nodes, sorted. */
export function podNetworks({ cluster }: FactContext, node: NodeModel, family: Family): readonly string[] {
  const env = node.flannelSubnetEnv.state === 'known' ? networkOf(node.flannelSubnetEnv.value, family) : null;
  const whole = env === null ? undefined : canonicalCidr(env);
  if (whole !== undefined) return [whole];
  const all = cluster.nodes.flatMap(({ kubernetes }) =>
    kubernetes.state === 'known' ? kubernetes.value.podCidrs : [],
  );
  return [...new Set(all.filter((cidr) => familyOf(cidr) === family))].sort();
}
