import { canonicalAddress, cidrContains, parseAddress, parseCidr } from '../../model/ip.ts';
import type { NetworkNamespace, NodeModel } from '../../model/types.ts';
import { isLocalAddress } from '../../walk/hook.ts';
import type { Packet } from '../../walk/types.ts';
import { receptionOf } from '../services/listening-sockets.ts';
import type { FactContext } from '../types.ts';
import { podNetworks } from './pod-networks.ts';

/** Whether anybody is where a translated packet goes to. */
export type Target =
  | { readonly state: 'answers' }
  | { readonly state: 'dead'; readonly why: string }
  | { readonly state: 'outside' }
  | { readonly state: 'unknown'; readonly missing: string; readonly reason: string };

export function targetOf(
  context: FactContext,
  node: NodeModel,
  { family, destination, destinationPort, protocol }: Packet,
): Target {
  const { nodes, pods, services } = context.cluster;
  const holder = isLocalAddress(node.host, destination) ? node.host : holders(context).get(destination);
  if (holder !== undefined) {
    if (destinationPort === null || (protocol !== 'tcp' && protocol !== 'udp' && protocol !== 'sctp'))
      return { state: 'answers' };
    const reception = receptionOf(holder, { address: destination, protocol, port: destinationPort });
    if (reception.state === 'taken') return { state: 'answers' };
    if (reception.state === 'unknown') return reception;
    return { state: 'dead', why: `where nobody listens (${holder.label})` };
  }
  if (services.state === 'known' && services.value.some(({ clusterIps }) => clusterIps.includes(destination)))
    return { state: 'dead', why: 'the address of a Service, which is not translated once more' };
  const held = pods.state === 'known' && pods.value.some(({ ips }) => ips.includes(destination));
  const ofNode = nodes.some(
    ({ kubernetes }) => kubernetes.state === 'known' && kubernetes.value.internalIps.includes(destination),
  );
  if (held || ofNode)
    return { state: 'unknown', missing: 'sockets', reason: `the namespace that has ${destination} was not read` };
  const address = parseAddress(destination);
  const inside =
    address !== undefined &&
    podNetworks(context, node, family).some((text) => {
      const network = parseCidr(text);
      return network !== undefined && cidrContains(network, address);
    });
  if (!inside) return { state: 'outside' };
  return pods.state === 'known' && pods.partial === undefined
    ? { state: 'dead', why: 'which no pod has' }
    : { state: 'unknown', missing: 'cluster/pods', reason: `whether a pod has ${destination} is not known` };
}

function holders(context: FactContext): ReadonlyMap<string, NetworkNamespace> {
  return context.memo('namespaces by address', () => {
    const found = new Map<string, NetworkNamespace>();
    for (const { host, namespaces } of context.cluster.nodes) {
      for (const netns of [host, ...namespaces]) {
        if (netns.addresses.state !== 'known') continue;
        for (const { address, device } of netns.addresses.value)
          if (device !== 'lo' && !found.has(address)) found.set(canonicalAddress(address) ?? address, netns);
      }
    }
    return found;
  });
}
