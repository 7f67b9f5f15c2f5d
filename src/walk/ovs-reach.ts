import type { NetworkNamespace, OvsBridge, OvsInterface } from '../model/types.ts';
import type { Journey } from './journey.ts';
import { ovsBridgeOf, ovsInterfaces } from './ovs-ports.ts';
import { leadsOutside, linkNamed } from './topology.ts';
import { vethPeer } from './veth.ts';

/** A port that a packet goes out of, as the flow says it. */
export interface OvsWay {
  readonly port: string;
  readonly journey: Journey;
  readonly flow: string;
}

/** Names and numbers of ports, as flows write them. */
export function portNumber(bridge: OvsBridge, port: string): number | 'LOCAL' | undefined {
  if (port.toUpperCase() === 'LOCAL' || port === '65534') return 'LOCAL';
  if (/^\d+$/.test(port)) return Number(port);
  const name = port.replace(/^"(.*)"$/, '$1');
  if (name === bridge.name) return 'LOCAL';
  return interfacesOf(bridge).find((one) => one.name === name)?.ofport ?? undefined;
}

export const interfacesOf = (bridge: OvsBridge): readonly OvsInterface[] =>
  bridge.ports.flatMap((port) => port.interfaces);

/** NORMAL and FLOOD: out of the port that leads to the MAC; OVS's own MAC table is not collected, and the owner's place is what it would learn. */
export function switched(
  netns: NetworkNamespace,
  bridge: OvsBridge,
  inPort: number | 'LOCAL',
  journey: Journey,
  flow: string,
): OvsWay[] {
  const tags = new Map(bridge.ports.flatMap((port) => port.interfaces.map((one) => [one.name, port.tag] as const)));
  const from = interfacesOf(bridge).find((one) => numberOf(bridge, one) === inPort);
  const inTag = from === undefined ? null : (tags.get(from.name) ?? null);
  return interfacesOf(bridge)
    .filter((one) => numberOf(bridge, one) !== inPort && one.error === null)
    .filter((one) => inTag === null || (tags.get(one.name) ?? inTag) === inTag)
    .map((one): OvsWay => ({ port: one.name, journey, flow }))
    .filter(
      (way, _, all) => all.length === 1 || leadsTo(netns, bridge, way) || isWayOut(netns, bridge, way.port, new Set()),
    )
    .sort((a, b) => Number(leadsTo(netns, bridge, b)) - Number(leadsTo(netns, bridge, a)));
}

export const numberOf = (bridge: OvsBridge, one: OvsInterface): number | 'LOCAL' | null =>
  one.name === bridge.name ? 'LOCAL' : one.ofport;

export function leadsTo(netns: NetworkNamespace, bridge: OvsBridge, way: OvsWay): boolean {
  const mac = way.journey.packet.ethernet?.destination ?? null;
  return mac !== null && someBehind(netns, bridge, way.port, new Set(), (found) => found === mac);
}

const isWayOut = (netns: NetworkNamespace, bridge: OvsBridge, port: string, seen: Set<string>): boolean =>
  someBehind(netns, bridge, port, seen, (found) => found === null);

/** Asks of every device behind a port (through patch ports and veths to other bridges) its MAC; null stands for a NIC. */
function someBehind(
  netns: NetworkNamespace,
  bridge: OvsBridge,
  port: string,
  seen: Set<string>,
  accept: (mac: string | null) => boolean,
): boolean {
  const one = interfacesOf(bridge).find(
    (each) => each.name === port || String(each.ofport) === port || (port === 'LOCAL' && each.name === bridge.name),
  );
  if (one === undefined || seen.has(one.name)) return false;
  seen.add(one.name);
  const link = linkNamed(netns, one.name);
  if (one.type === 'internal') return accept(link?.mac ?? one.macInUse ?? '');
  const next =
    one.type === 'patch' ? one.options.peer : link === undefined ? undefined : sameNamespacePeer(netns, link.name);
  const place = next === undefined ? undefined : ovsInterfaces(netns.node).get(next);
  if (place !== undefined && next !== undefined) {
    seen.add(next);
    return interfacesOf(place.bridge).some(
      (other) => other.name !== next && someBehind(netns, place.bridge, other.name, seen, accept),
    );
  }
  if (link === undefined) return false;
  const peer = vethPeer(netns, link);
  if (peer.found === 'one') return accept(peer.link.mac ?? '');
  return leadsOutside({ netns, link }) && accept(null);
}

function sameNamespacePeer(netns: NetworkNamespace, device: string): string | undefined {
  const link = linkNamed(netns, device);
  const peer = link === undefined ? undefined : vethPeer(netns, link);
  return peer?.found === 'one' && peer.netns === netns && ovsBridgeOf(netns, peer.link.name) !== null
    ? peer.link.name
    : undefined;
}
