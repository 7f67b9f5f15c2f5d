import { formatCidr, parseCidr } from '../../model/ip.ts';
import type { NodeModel } from '../../model/types.ts';
import { lookupRoute } from '../../walk/route-lookup.ts';
import { vethPeer } from '../../walk/veth.ts';
import { fromReading, listOf } from '../fact-value.ts';
import { defineFact, type FactContext, type FactValue, type Item, type Unseen } from '../types.ts';
import { deviceHolding, podsOn } from './representatives.ts';

export const facts = [
  defineFact({
    name: 'node.routes.ownPodsElsewhere',
    target: 'node',
    type: 'list',
    fields: {
      pod: 'string',
      address: 'ip',
      bridge: 'string',
      family: 'integer',
      route: 'string',
      network: 'cidr',
      source: 'ip',
    },
    doc: "Pods of the node behind a Linux bridge that its own routes lead elsewhere than into that bridge: one item a bridge and family, with the route that takes them, or that there is none. `network` and `source` are those of the bridge's address, for the route that the kernel makes of it.",
    sources: ['ip-route4', 'ip-route6', 'ip-rule4', 'ip-link', 'ip-addr'],
    compute: ({ node }, context) => fromReading(node.host.links, () => ownPods(context, node)),
  }),
] as const;

function ownPods(context: FactContext, node: NodeModel): FactValue {
  const items = new Map<string, Item>();
  const unseen: Unseen[] = [];
  for (const family of [4, 6] as const) {
    for (const { netns, address } of podsOn(context, node, family)) {
      if (netns.pod?.terminating === true) continue;
      const inner = deviceHolding(netns, address);
      const outer = inner?.kind === 'veth' ? vethPeer(netns, inner) : undefined;
      const bridge = outer?.found === 'one' && outer.netns === node.host ? outer.link.master : null;
      const key = `${bridge} ${family}`;
      if (bridge === null || items.has(key)) continue;
      const own = addressOf(node, bridge, address);
      // Without an address of its own in the pod's network the bridge is not what leads to the pod, and has a rule of its own.
      if (own === undefined) continue;
      const [answer] = lookupRoute(node.host, {
        family,
        source: null,
        destination: address,
        iif: null,
        oif: null,
        mark: 0,
        protocol: 'tcp',
        sourcePort: null,
        destinationPort: null,
      });
      if (answer?.found === 'unknown')
        unseen.push({ who: `node/${node.name}`, missing: answer.input, reason: answer.reason });
      if (answer === undefined || answer.found === 'unknown') continue;
      if (answer.found === 'route' && (answer.choice.device === bridge || !isDefault(answer.choice.text))) continue;
      items.set(key, {
        pod: netns.label,
        address,
        bridge,
        family,
        route: answer.found === 'route' ? answer.choice.text : answer.text,
        ...own,
      });
    }
  }
  return listOf([...items.values()], unseen);
}

/** Into the overlay, or refused, is somebody's decision, and has rules of its own; a default route only takes what nobody else does. */
const isDefault = (text: string): boolean => text.startsWith('default');

function addressOf({ host: { addresses } }: NodeModel, bridge: string, pod: string): Item | undefined {
  if (addresses.state !== 'known') return undefined;
  const wanted = parseCidr(pod);
  for (const { device, address, prefixLength } of addresses.value) {
    const network = device === bridge ? parseCidr(`${address}/${prefixLength}`) : undefined;
    if (network === undefined || wanted === undefined || network.family !== wanted.family) continue;
    if (network.first <= wanted.first && wanted.first <= network.last)
      return { network: formatCidr(network), source: address };
  }
  return undefined;
}
