import type { NodeModel } from '../../model/types.ts';
import type { Family } from '../../parse/records.ts';
import { ipsecPolicy } from '../../walk/ipsec.ts';
import { newPacket } from '../../walk/packet.ts';
import { ruleText } from '../../walk/policy-rules.ts';
import { lookupRoute, type RouteAnswer } from '../../walk/route-lookup.ts';
import { vethPeer } from '../../walk/veth.ts';
import type { FactContext } from '../types.ts';
import type { Representative } from './representatives.ts';
import { deviceHolding } from './representatives.ts';

/**
 * What a node's routing does with packets of its pods for an address, as a short text: peers with the same text are routed alike, so that one walk
 * speaks for all of them.
 */
export function routeClass(
  context: FactContext,
  node: NodeModel,
  pod: Representative,
  family: Family,
  destination: string,
): string {
  const answers = lookupRoute(node.host, {
    family,
    source: pod.address,
    destination,
    iif: inDevice(pod),
    oif: null,
    mark: 0,
    protocol: 'tcp',
    sourcePort: null,
    destinationPort: null,
  });
  return [...answers.map((answer) => textOf(context, answer)), ...secured(node, pod.address, destination)].join(', ');
}

/** IPsec policies, there and back: peers that one of them is about are not like the others. */
function secured(node: NodeModel, own: string, other: string): readonly string[] {
  const there = newPacket({ source: own, destination: other, protocol: 'tcp' });
  const back = newPacket({ source: other, destination: own, protocol: 'tcp' });
  return [there, back].flatMap((packet) =>
    (['fwd', 'out'] as const).flatMap(
      (direction) => ipsecPolicy(node.host, direction, '', packet)?.selector.concat(` ${direction}`) ?? [],
    ),
  );
}

function textOf(context: FactContext, answer: RouteAnswer): string {
  switch (answer.found) {
    case 'route': {
      const { route, rule, device } = answer.choice;
      const gateways = route.nextHops.map((hop) =>
        hop.gateway === null ? 'direct' : context.cluster.ownersOf(hop.gateway).length > 0 ? 'node' : 'router',
      );
      // A default route and a route of one's own may share the device: without an overlay that tells them apart.
      const any = route.destination === '0.0.0.0/0' || route.destination === '::/0';
      return [route.type, device, ruleText(rule), route.mtu ?? '', any ? 'default' : '', ...gateways].join(' ');
    }
    case 'refused':
      return `${answer.type} ${answer.text}`;
    case 'none':
      return 'none';
    case 'unknown':
      return `unknown ${answer.reason}`;
  }
}

/** The host's device that packets of the pod come in through: the bridge that its veth is in, or the veth itself. */
function inDevice({ netns, address }: Representative): string | null {
  const own = deviceHolding(netns, address);
  const peer = own === undefined ? undefined : vethPeer(netns, own);
  return peer?.found === 'one' ? (peer.link.master ?? peer.link.name) : null;
}
