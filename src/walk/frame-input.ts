import type { NetworkNamespace } from '../model/types.ts';
import type { Link } from '../parse/records.ts';
import { deadDevice } from './dead-device.ts';
import { runHook } from './hook.ts';
import { decided, end, go, insufficient, type Journey, type Step } from './journey.ts';
import { ovsBridgeOf, unreadOvs } from './ovs-ports.ts';
import { linkNamed, linksOf } from './topology.ts';

const BROADCAST = 'ff:ff:ff:ff:ff:ff';

/** A frame reaches a device: a port hands it to its bridge, any other device takes it only when it is addressed to its MAC. */
export function frameInput(netns: NetworkNamespace, link: Link, journey: Journey): readonly Step[] {
  const dead = deadDevice(journey, { netns, link });
  if (dead !== null) return [dead];
  const netfilter = netns.netfilter[journey.packet.family];
  if (netfilter.state !== 'known' || netfilter.value.baseChains.ingress.length === 0)
    return handOver(netns, link, journey);
  const devices = { inInterface: link.name, outInterface: null };
  return runHook(netns, 'ingress', journey, devices, (passed) => handOver(netns, link, passed.journey));
}

/** What becomes of a frame that the ingress chains of its device let through. */
function handOver(netns: NetworkNamespace, link: Link, journey: Journey): readonly Step[] {
  const redirect = hiddenRedirect(netns, link);
  if (redirect !== null) return [insufficient(journey, netns, 'tc', 'tc-filters', redirect)];
  const ovs = ovsBridgeOf(netns, link.name);
  if (ovs !== null && ovs.interface.type !== 'internal') {
    const { ofport } = ovs.interface;
    if (ofport === null || ofport < 0)
      return [
        end(
          journey,
          netns,
          'dropped',
          decided(netns, 'ovs', `${link.name} has no OpenFlow port: ${ovs.interface.error ?? 'ofport is not set'}`),
        ),
      ];
    return [go({ at: 'ovs', netns, bridge: ovs.bridge.name, inPort: ofport }, journey)];
  }
  if (link.master !== null) return toMaster(netns, link, link.master, journey);
  const unread = ovs === null && !link.flags.includes('LOOPBACK') ? unreadOvs(netns) : null;
  if (unread !== null) return [insufficient(journey, netns, 'ovs', unread.input, unread.reason)];
  const mac = journey.packet.ethernet?.destination ?? null;
  if (mac !== null && link.mac !== null && mac !== link.mac && mac !== BROADCAST) {
    const text = `${link.name} has ${link.mac}: a frame to ${mac} is for another host`;
    return [end(journey, netns, 'wrong-neighbour', journey.suspect ?? decided(netns, 'link', text))];
  }
  return [go({ at: 'ip-input', netns, link, prerouted: false, bridgePort: null }, journey)];
}

function toMaster(netns: NetworkNamespace, link: Link, name: string, journey: Journey): readonly Step[] {
  const master = linkNamed(netns, name);
  if (master === undefined)
    return [
      insufficient(journey, netns, 'link', 'ip-link', `${name}, the master of ${link.name}, is not among the devices`),
    ];
  if (master.kind === 'bridge') return [go({ at: 'bridge', netns, bridge: master, port: link }, journey)];
  if (master.kind === 'bond' || master.kind === 'team')
    return [go({ at: 'frame-input', netns, link: master }, journey)];
  return [
    insufficient(
      journey,
      netns,
      'link',
      'walk',
      `${link.name} is a port of ${name}, a ${master.kind ?? 'device of unknown kind'}, which is not followed`,
    ),
  ];
}

/**
 * A pod's namespace with an address-less tunnel beside its interface: something (peer pods do it with a tc filter) joins the two, and
 * netlint reads no tc filters.
 */
function hiddenRedirect(netns: NetworkNamespace, link: Link): string | null {
  if (netns.id === 'host' || netns.addresses.state !== 'known') return null;
  const withAddress = new Set(netns.addresses.value.filter((one) => one.scope !== 'link').map((one) => one.device));
  const tunnel = linksOf(netns).find(
    (one) => one.vxlan !== null && one.lowerNetnsid !== null && one.master === null && !withAddress.has(one.name),
  );
  if (tunnel === undefined || tunnel === link)
    return tunnel === undefined
      ? null
      : `what is done with frames that ${link.name} takes out was not read (tc filters)`;
  return `frames on ${link.name} may be redirected to ${tunnel.name} (tc filters were not read)`;
}
