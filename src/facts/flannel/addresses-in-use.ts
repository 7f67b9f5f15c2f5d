import { type Cidr, cidrContains, parseAddress } from '../../model/ip.ts';
import { type Unknown, unknown } from '../../model/reading.ts';
import type { NodeModel } from '../../model/types.ts';
import { podsOfNode } from '../node/pods-of-node.ts';
import type { FactContext } from '../types.ts';

/**
 * Whether a pod of a node has an address in a part of the pod network: by the API's pods, and by the namespaces that were read on the
 * node. Unknown where nobody could list all of the node's pods.
 */
export function isInUse(part: Cidr, node: NodeModel, context: FactContext): boolean | Unknown {
  const { addresses, complete } = context.memo(`pod addresses of ${node.name}`, () => podAddresses(node, context));
  const used = addresses.some((text) => {
    const address = parseAddress(text);
    return address !== undefined && cidrContains(part, address);
  });
  return used || (complete ? false : unknown('cluster/pods', `nobody could list the pods of ${node.name}`));
}

function podAddresses(node: NodeModel, { cluster }: FactContext): { addresses: readonly string[]; complete: boolean } {
  const { pods } = cluster;
  const ofApi = podsOfNode(node, cluster).filter(
    ({ hostNetwork, phase }) => !hostNetwork && phase !== 'Succeeded' && phase !== 'Failed',
  );
  // The host's own addresses are in use, too: its bridge has one of the pod network.
  const namespaces = [node.host, ...node.namespaces].map((netns) => netns.addresses);
  const read = namespaces.flatMap((addresses) =>
    addresses.state === 'known' ? addresses.value.map(({ address }) => address) : [],
  );
  const allRead =
    node.seen && namespaces.every((reading) => reading.state === 'known' && reading.partial === undefined);
  return {
    addresses: [...ofApi.flatMap(({ ips }) => ips), ...read],
    complete: allRead || (pods.state === 'known' && pods.partial === undefined),
  };
}
