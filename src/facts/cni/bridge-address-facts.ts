import { parseCidr } from '../../model/ip.ts';
import type { NodeModel } from '../../model/types.ts';
import { listOf, unknownBecause } from '../fact-value.ts';
import { families } from '../flannel/overlay-lists.ts';
import { gatewayText, podCidrOf, subnetOf, usesPodCidr } from '../flannel/pod-network.ts';
import { onceSettled } from '../node/settling.ts';
import { defineFact, type FactValue, type Item } from '../types.ts';
import { cniInUse } from './in-use.ts';

export const bridgeAddressFacts = [
  defineFact({
    name: 'node.cni.bridgeAddressDrift',
    target: 'node',
    type: 'list',
    fields: { device: 'string', family: 'integer', address: 'cidr', expected: 'cidr' },
    doc: "The pod bridge, where it does not have the gateway address (`expected`) of the node's pod network; `address` is one that it has instead.",
    sources: ['ip-addr', 'ip-link', 'cni-config', 'flannel-subnet-env', 'cluster/nodes'],
    compute: ({ node }, { cluster }) => onceSettled(node, cluster, bridgeAddressDrift(node)),
  }),
] as const;

function bridgeAddressDrift(node: NodeModel): FactValue {
  const cni = cniInUse(node);
  const { links, addresses } = node.host;
  for (const reading of [cni, links, addresses, node.flannelSubnetEnv])
    if (reading.state === 'unknown') return unknownBecause(reading);
  const bridge =
    cni.state === 'known' && cni.value.types[0] === 'flannel' && cni.value.bridgeIsGateway ? cni.value.bridge : null;
  if (bridge === null || links.state !== 'known' || addresses.state !== 'known' || !links.value.byName.has(bridge))
    return listOf([]);
  const env = node.flannelSubnetEnv.state === 'known' ? node.flannelSubnetEnv.value : null;
  return listOf(
    families.flatMap((family): readonly Item[] => {
      const network =
        (usesPodCidr(node) ? podCidrOf(node, family) : undefined) ?? parseCidr((env && subnetOf(env, family)) ?? '');
      if (network === undefined) return [];
      const expected = gatewayText(network);
      const found = addresses.value
        .filter((address) => address.device === bridge && address.family === family && address.scope !== 'link')
        .map(({ address, prefixLength }) => `${address}/${prefixLength}`);
      if (found.includes(expected)) return [];
      return [{ device: bridge, family, address: found[0] ?? null, expected }];
    }),
  );
}
