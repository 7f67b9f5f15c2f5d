import type { NetworkNamespace } from '../model/types.ts';
import type { Link } from '../parse/records.ts';
import { deadDevice } from './dead-device.ts';
import { decided, end, go, insufficient, type Journey, type Step, type World } from './journey.ts';
import { tooBigForDevice } from './mtu.ts';
import { ovsBridgeOf, unreadOvs } from './ovs-ports.ts';
import { isUp, leadsOutside } from './topology.ts';
import { crossUnderlay } from './underlay.ts';
import { vethPeer } from './veth.ts';
import { encapsulate } from './vxlan.ts';

/** A frame leaves through a device: what comes next depends on the kind of the device. */
export function frameOutput(world: World, netns: NetworkNamespace, link: Link, journey: Journey): readonly Step[] {
  const dead = deadDevice(journey, { netns, link });
  if (dead !== null) return [dead];
  if (link.vxlan !== null) return encapsulate(world, netns, link, link.vxlan, journey);
  const ovs = ovsBridgeOf(netns, link.name);
  const unread = ovs === null && !link.flags.includes('LOOPBACK') ? unreadOvs(netns) : null;
  if (unread !== null) return [insufficient(journey, netns, 'ovs', unread.input, unread.reason)];
  if (ovs !== null && ovs.interface.type === 'internal') {
    return [
      go(
        {
          at: 'ovs',
          netns,
          bridge: ovs.bridge.name,
          inPort: link.name === ovs.bridge.name ? 'LOCAL' : (ovs.interface.ofport ?? 'LOCAL'),
        },
        journey,
      ),
    ];
  }
  if (link.kind === 'bridge') return [go({ at: 'bridge', netns, bridge: link, port: null }, journey)];
  if (link.flags.includes('LOOPBACK'))
    return [go({ at: 'ip-input', netns, link, prerouted: true, bridgePort: null }, journey)];
  if (link.kind === 'veth') return throughVeth(world, netns, link, journey);
  if (isNic(link)) return crossUnderlay(world, netns, link, journey);
  const what =
    link.kind === undefined
      ? 'its kind was not read (ip link without -d)'
      : `devices of kind ${link.kind} are not followed`;
  return [insufficient(journey, netns, 'link', 'ip-link', `${link.name}: ${what}`)];
}

function throughVeth(world: World, netns: NetworkNamespace, link: Link, journey: Journey): readonly Step[] {
  const peer = vethPeer(netns, link);
  if (peer.found === 'one') {
    if (!isUp(peer.link))
      return [end(journey, peer.netns, 'dropped', decided(peer.netns, 'link', `${peer.link.name} is down`))];
    const tooBig = tooBigForDevice(peer.netns, peer.link, journey);
    return [tooBig ?? go({ at: 'frame-input', netns: peer.netns, link: peer.link }, journey)];
  }
  if (leadsOutside({ netns, link }) && link.master === null) return crossUnderlay(world, netns, link, journey);
  const reason =
    peer.found === 'several'
      ? `more than one device could be the other end of ${link.name}`
      : `the other end of ${link.name} (ifindex ${link.lowerIndex ?? 'not read'}) is in no namespace that was read`;
  // A port that leads to a machine outside, as a lab's NIC does, is a way to the underlay all the same.
  if (peer.found === 'none' && leadsOutside({ netns, link })) return crossUnderlay(world, netns, link, journey);
  return [insufficient(journey, netns, 'link', 'netns', reason)];
}

const NIC_KINDS: ReadonlySet<string | null> = new Set([null, 'vlan', 'bond', 'team', 'macvlan', 'netdevsim']);

const isNic = (link: Link) =>
  link.kind === undefined ? /^(e|bond|team|ib|wl)/.test(link.name) : NIC_KINDS.has(link.kind);
