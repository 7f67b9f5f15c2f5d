import { cidrContains, parseAddress } from '../../model/ip.ts';
import type { Endpoint, NodeModel } from '../../model/types.ts';
import { networkIndex } from '../addresses/pod-networks.ts';
import { absentBecause, listOf, unknownBecause } from '../fact-value.ts';
import { defineFact, type FactContext, type FactValue, type Item, type TargetOf, type Unseen } from '../types.ts';
import { serviceSettling } from './settling.ts';

/** Ready endpoints of a Service port that lead into a node's pod network, where nobody has the address. */
export const ownerlessFacts = [
  defineFact({
    name: 'service.endpoints.ownerless',
    target: 'service',
    type: 'list',
    fields: { address: 'ip', port: 'integer', peer: 'string', pod: 'string' },
    doc: "Ready endpoints of the Service port whose address belongs to the pod network of a node (`peer`), and no network namespace of that node has it; `pod` is the pod that the EndpointSlice names. Endpoints outside of the pod networks are somebody else's and not in it.",
    sources: ['cluster/services', 'cluster/endpointslices', 'cluster/nodes', 'ip-addr'],
    compute: ownerless,
  }),
] as const;

function ownerless({ service, port }: TargetOf<'service'>, context: FactContext): FactValue {
  const { endpoints } = context.cluster;
  if (endpoints.state !== 'known')
    return endpoints.state === 'unknown' ? unknownBecause(endpoints) : absentBecause(endpoints.reason);
  const own = (endpoints.value.get(`${service.namespace}/${service.name}`) ?? []).filter(
    ({ ready, portName, protocol }) => ready && (portName ?? '') === (port.name ?? '') && protocol === port.protocol,
  );
  const items: Item[] = [];
  const unseen: Unseen[] = [];
  for (const endpoint of own) {
    const home = homeOf(endpoint, context);
    if (home === undefined || context.cluster.ownersOf(endpoint.address).length > 0) continue;
    const reason = unread(home) ?? serviceSettling(context.cluster, service);
    if (reason !== null) unseen.push({ who: `node/${home.name}`, missing: reason.missing, reason: reason.reason });
    else items.push({ address: endpoint.address, port: endpoint.port, peer: home.name, pod: endpoint.pod });
  }
  return listOf(items, unseen);
}

/** The node whose pod network the address is of; undefined for one of no network, or of several. */
function homeOf({ address }: Endpoint, context: FactContext): NodeModel | undefined {
  const parsed = parseAddress(address);
  if (parsed === undefined) return undefined;
  const { family, value } = parsed;
  const bits = family === 4 ? 32 : 128;
  const networks = networkIndex(context, family)({ family, first: value, last: value, prefixLength: bits });
  const [first, ...others] = networks.filter(({ cidr }) => cidrContains(cidr, parsed));
  return others.length === 0 ? first?.node : undefined;
}

/** Only where the addresses of all namespaces of the node were read is it known that none has this one. */
function unread(node: NodeModel): { readonly missing: string; readonly reason: string } | null {
  if (!node.seen) return { missing: `node/${node.name}`, reason: `node ${node.name} was not seen` };
  for (const { addresses, label } of [node.host, ...node.namespaces])
    if (addresses.state !== 'known')
      return { missing: 'ip-addr', reason: `addresses of ${label} on ${node.name}: ${addresses.reason}` };
  return null;
}
