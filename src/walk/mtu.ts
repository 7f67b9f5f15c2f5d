import type { NetworkNamespace } from '../model/types.ts';
import type { Link } from '../parse/records.ts';
import { decided, end, type Journey, noted, type Step } from './journey.ts';
import type { NextHopChoice } from './route-lookup.ts';

/** Bytes that a device takes beyond its MTU when a frame comes in from another device: room for a VLAN tag (is_skb_forwardable). */
const VLAN_TAG = 4;

/** Room that vxlan needs in front of the packet inside: outer IP, UDP, vxlan and the inner Ethernet header. */
export const vxlanOverhead = (underlay: 4 | 6): number => (underlay === 4 ? 50 : 70);

/** The largest packet that may leave by this route: its own mtu where it sets one, else the device's (ip_dst_mtu_maybe_forward). */
export const outgoingMtu = (link: Link, choice: NextHopChoice): number =>
  Math.min(link.mtu, choice.route.mtu ?? link.mtu);

/** Routers refuse a packet that is too big and must stay whole; they tell the sender how much fits. Null: it fits, or may be cut. */
export function tooBigToRoute(
  netns: NetworkNamespace,
  link: Link,
  choice: NextHopChoice,
  journey: Journey,
  forwarded: boolean,
): Step | null {
  const limit = outgoingMtu(link, choice);
  const { packet } = journey;
  const whole = packet.dontFragment || (packet.family === 6 && forwarded);
  if (packet.length <= limit || !whole) return null;
  const what =
    choice.route.mtu !== null && choice.route.mtu < link.mtu ? `route ${choice.text}` : `${link.name} mtu ${link.mtu}`;
  return end(
    journey,
    netns,
    'too-big',
    decided(netns, 'mtu', `${what}: ${packet.length} bytes do not fit, the sender is told ${limit}`, {
      device: link.name,
    }),
    { pathMtu: limit, neededMtu: packet.length },
  );
}

/** Cuts a packet that may be cut. */
export function fragmented(netns: NetworkNamespace, link: Link, choice: NextHopChoice, journey: Journey): Journey {
  const limit = outgoingMtu(link, choice);
  if (journey.wireLength <= limit) return journey;
  const cut = noted(journey, netns, 'mtu', `fragmented to ${limit} bytes for ${link.name}`);
  return { ...cut, wireLength: limit, fragmented: true };
}

/** A frame that a device gets from its neighbour on the link is dropped in silence when it is larger than the device takes. */
export function tooBigForDevice(netns: NetworkNamespace, link: Link, journey: Journey): Step | null {
  if (link.mtu <= 0 || journey.wireLength <= link.mtu + VLAN_TAG) return null;
  const text = `${link.name} mtu ${link.mtu}: ${journey.wireLength} bytes are dropped without a word to the sender`;
  return end(journey, netns, 'too-big', decided(netns, 'mtu', text, { device: link.name }), {
    pathMtu: null,
    neededMtu: journey.wireLength,
  });
}
