import type { NetworkNamespace, NodeModel } from '../model/types.ts';
import type { Link } from '../parse/records.ts';
import { deadDevice } from './dead-device.ts';
import { decided, end, go, insufficient, type Journey, noted, type Step, type World, withPacket } from './journey.ts';
import { tooBigForDevice } from './mtu.ts';
import { segmentOf } from './segment.ts';
import { type Device, isUp, leadsOutside, linksOf } from './topology.ts';

/**
 * From NIC to NIC. The wires and routers between are outside of the snapshot and are taken to work; which machine gets the frame follows
 * from its MAC where that is known, else from the address of the next hop.
 */
export function crossUnderlay(world: World, netns: NetworkNamespace, link: Link, journey: Journey): readonly Step[] {
  const { topology } = world;
  const mac = journey.packet.ethernet?.destination ?? null;
  const { destination } = journey.packet;
  const byMac =
    mac === null
      ? []
      : topology.devicesWithMac(mac).filter((device) => device.netns !== netns && segmentOf(device) === 'underlay');
  const direct = entryOf(byMac);
  if (direct !== null && direct.link === link) {
    const text = `${mac} is on this machine, and a switch sends nothing back where it came from`;
    return [end(journey, netns, 'dropped', journey.suspect ?? decided(netns, 'link', text, { device: link.name }))];
  }
  if (direct !== null) return arrive(journey, direct, true);
  const nextHop = journey.nextHop ?? destination;
  const owner = entryOf(ownersOnUnderlay(world, netns, nextHop));
  if (owner !== null) {
    if (mac === null || owner.link.mac === null) return arrive(journey, owner, true);
    return [
      end(
        journey,
        netns,
        'wrong-neighbour',
        journey.suspect ??
          decided(
            netns,
            'neighbour',
            `nobody in the snapshot has ${mac}; ${nextHop} is on ${owner.netns.node.name} ${owner.link.name} (${owner.link.mac})`,
          ),
      ),
    ];
  }
  const unseen = topology.unseenNodeOf(nextHop) ?? topology.unseenNodeOf(destination);
  if (unseen !== undefined)
    return [insufficient(journey, netns, 'link', `node/${unseen.name}`, `${unseen.name} was not seen`)];
  const behindRouter = entryOf(hostsWith(world, netns, destination));
  if (behindRouter !== null) {
    const routed = noted(
      journey,
      netns,
      'underlay',
      `${nextHop} is outside of the snapshot and is taken to route on to ${destination}`,
    );
    return arrive(withPacket(routed, { ethernet: null }), behindRouter, false);
  }
  const away = noted(journey, netns, 'underlay', `${link.name} to ${nextHop}, outside of the snapshot`);
  return [
    end(
      away,
      null,
      'left',
      decided(netns, 'route', `leaves through ${link.name} to ${nextHop}, which is no machine of the snapshot`),
    ),
  ];
}

function arrive(journey: Journey, to: Device, sameWire: boolean): readonly Step[] {
  const dead = deadDevice(journey, to);
  if (dead !== null) return [dead];
  const tooBig = sameWire ? tooBigForDevice(to.netns, to.link, journey) : null;
  if (tooBig !== null) return [tooBig];
  // What crosses a wire has no mark, and each device that has no ARP entry for us has learned our MAC by then.
  const crossed = noted(withPacket(journey, { mark: 0 }), to.netns, 'underlay', `arrives on ${to.link.name}`);
  return [go({ at: 'frame-input', netns: to.netns, link: to.link }, crossed)];
}

const ownersOnUnderlay = (world: World, from: NetworkNamespace, address: string): readonly Device[] =>
  world.topology.owners(address).filter((owner) => owner.netns !== from && segmentOf(owner) === 'underlay');

/** Machines that have the address in their own namespace: pods are reached through their node only. */
function hostsWith(world: World, from: NetworkNamespace, address: string): readonly Device[] {
  return world.topology.owners(address).filter((owner) => owner.netns.id === 'host' && owner.netns !== from);
}

/** The NIC that a frame for this device comes in through: the device itself, or the NIC that its bridge, bond or OVS has for a port. */
function entryOf(devices: readonly Device[]): Device | null {
  const first = devices[0];
  if (first === undefined) return null;
  return devices.find(leadsOutside) ?? uplinkOf(first.netns.node, first.link) ?? first;
}

function uplinkOf(node: NodeModel, device: Link): Device | null {
  const netns = node.host;
  const nics = linksOf(netns).filter((link) => leadsOutside({ netns, link }));
  const found =
    nics.find((link) => link.master === device.name) ??
    nics.find((link) => link.mac === device.mac) ??
    nics.find((link) => segmentOf({ netns, link }) === 'underlay' && isUp(link));
  return found === undefined ? null : { netns, link: found };
}
