import type { NetworkNamespace, OvsBridge, OvsInterface } from '../model/types.ts';
import { decided, end, go, insufficient, type Journey, noted, type Step } from './journey.ts';
import { type OvsResult, runTables } from './ovs-pipeline.ts';
import { ovsBridgeOf, ovsInterfaces } from './ovs-ports.ts';
import { leadsOutside, linkNamed } from './topology.ts';
import { vethPeer } from './veth.ts';

/** A frame in an Open vSwitch bridge: its flows decide, as far as `ovs-ofctl dump-flows` shows them. */
export function ovsForward(
  netns: NetworkNamespace,
  name: string,
  inPort: number | 'LOCAL',
  journey: Journey,
): readonly Step[] {
  const bridge =
    netns.node.ovs.state === 'known' ? netns.node.ovs.value.bridges.find((one) => one.name === name) : undefined;
  if (bridge === undefined) return [insufficient(journey, netns, 'ovs', 'ovs-bridge', `bridge ${name} was not read`)];
  const daemons = netns.node.ovs.state === 'known' ? netns.node.ovs.value.daemons : null;
  if (daemons?.vswitchd === false && bridge.datapathType === 'netdev') {
    return [
      end(
        journey,
        netns,
        'dropped',
        decided(netns, 'ovs', `ovs-vswitchd does not run, and ${name} is a user-space bridge`),
      ),
    ];
  }
  const flows = netns.node.ovsFlows.get(name);
  const start = { inPort, packet: journey.packet, vlan: null, registers: new Map<string, number>() };
  if (flows?.state !== 'known') {
    if (bridge.controllers.length === 0 && bridge.failMode !== 'secure' && flows?.state !== 'unknown')
      return fromResults(
        netns,
        bridge,
        inPort,
        journey,
        [{ kind: 'normal', state: start, flow: 'fail_mode standalone without a controller' }],
        '',
      );
    const reason = flows === undefined ? 'not collected' : flows.reason;
    return [insufficient(journey, netns, 'ovs', `ovs-flows:${name}`, `flows of ${name}: ${reason}`)];
  }
  const { results, decided: text } = runTables(bridge, flows.value, start, (port) => portNumber(bridge, port));
  return fromResults(netns, bridge, inPort, journey, results, text);
}

/** Names and numbers of ports, as flows write them. */
function portNumber(bridge: OvsBridge, port: string): number | 'LOCAL' | undefined {
  if (port.toUpperCase() === 'LOCAL' || port === '65534') return 'LOCAL';
  if (/^\d+$/.test(port)) return Number(port);
  const name = port.replace(/^"(.*)"$/, '$1');
  if (name === bridge.name) return 'LOCAL';
  return interfacesOf(bridge).find((one) => one.name === name)?.ofport ?? undefined;
}

const interfacesOf = (bridge: OvsBridge): readonly OvsInterface[] => bridge.ports.flatMap((port) => port.interfaces);

function fromResults(
  netns: NetworkNamespace,
  bridge: OvsBridge,
  inPort: number | 'LOCAL',
  journey: Journey,
  results: readonly OvsResult[],
  last: string,
): readonly Step[] {
  const unmodelled = results.find((one) => one.kind === 'unmodelled');
  if (unmodelled !== undefined)
    return [insufficient(journey, netns, 'ovs', `ovs-flows:${bridge.name}`, unmodelled.reason)];
  const ways = results.flatMap((one): Way[] => {
    if (one.kind === 'output')
      return [{ port: one.port, journey: { ...journey, packet: one.state.packet }, flow: one.flow }];
    if (one.kind === 'normal' || one.kind === 'flood')
      return switched(netns, bridge, inPort, { ...journey, packet: one.state.packet }, one.flow);
    return [];
  });
  const best = ways.length > 1 ? (ways.find((way) => leadsTo(netns, bridge, way)) ?? ways[0]) : ways[0];
  if (best !== undefined) return outOf(netns, bridge, inPort, best);
  for (const one of results) {
    if (one.kind === 'controller' || one.kind === 'no-match')
      return askController(netns, bridge, inPort, journey, one.flow);
  }
  return [end(journey, netns, 'dropped', journey.suspect ?? decided(netns, 'ovs', last))];
}

interface Way {
  readonly port: string;
  readonly journey: Journey;
  readonly flow: string;
}

/** No flow, or one that asks the controller: a connected one decides, which nobody can foresee; else fail_mode does. */
function askController(
  netns: NetworkNamespace,
  bridge: OvsBridge,
  inPort: number | 'LOCAL',
  journey: Journey,
  flow: string,
): readonly Step[] {
  if (bridge.controllers.some((one) => one.connected !== false)) {
    return [insufficient(journey, netns, 'ovs', 'controller', `${flow}: the controller of ${bridge.name} decides`)];
  }
  if (bridge.controllers.length > 0 && bridge.failMode !== 'secure') {
    const ways = switched(netns, bridge, inPort, journey, 'fail_mode standalone, no controller connected');
    if (ways[0] !== undefined) return outOf(netns, bridge, inPort, ways[0]);
  }
  const why =
    bridge.controllers.length > 0
      ? `, and its controller ${bridge.controllers.map((one) => one.target).join(', ')} is not connected`
      : '';
  return [
    end(
      journey,
      netns,
      'dropped',
      decided(netns, 'ovs', `${flow} (fail_mode ${bridge.failMode ?? 'standalone'}${why})`),
    ),
  ];
}

/** NORMAL and FLOOD: out of the port that leads to the MAC; OVS's own MAC table is not collected, and the owner's place is what it would learn. */
function switched(
  netns: NetworkNamespace,
  bridge: OvsBridge,
  inPort: number | 'LOCAL',
  journey: Journey,
  flow: string,
): Way[] {
  const tags = new Map(bridge.ports.flatMap((port) => port.interfaces.map((one) => [one.name, port.tag] as const)));
  const from = interfacesOf(bridge).find((one) => numberOf(bridge, one) === inPort);
  const inTag = from === undefined ? null : (tags.get(from.name) ?? null);
  return interfacesOf(bridge)
    .filter((one) => numberOf(bridge, one) !== inPort && one.error === null)
    .filter((one) => inTag === null || (tags.get(one.name) ?? inTag) === inTag)
    .map((one): Way => ({ port: one.name, journey, flow }))
    .filter(
      (way, _, all) => all.length === 1 || leadsTo(netns, bridge, way) || isWayOut(netns, bridge, way.port, new Set()),
    )
    .sort((a, b) => Number(leadsTo(netns, bridge, b)) - Number(leadsTo(netns, bridge, a)));
}

const numberOf = (bridge: OvsBridge, one: OvsInterface): number | 'LOCAL' | null =>
  one.name === bridge.name ? 'LOCAL' : one.ofport;

function leadsTo(netns: NetworkNamespace, bridge: OvsBridge, way: Way): boolean {
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

function outOf(netns: NetworkNamespace, bridge: OvsBridge, inPort: number | 'LOCAL', way: Way): readonly Step[] {
  const journey = noted(way.journey, netns, 'ovs', `${bridge.name}: ${way.flow}`);
  const number = way.port.toUpperCase() === 'IN_PORT' ? inPort : portNumber(bridge, way.port);
  const one = interfacesOf(bridge).find(
    (each) => each.name === way.port || (number !== undefined && numberOf(bridge, each) === number),
  );
  if (one === undefined)
    return [
      end(journey, netns, 'dropped', decided(netns, 'ovs', `${way.flow}: ${bridge.name} has no port ${way.port}`)),
    ];
  if (one.error !== null) return [end(journey, netns, 'dropped', decided(netns, 'ovs', `${one.name}: ${one.error}`))];
  if (one.type === 'patch') {
    const peer = one.options.peer ?? '';
    const place = ovsInterfaces(netns.node).get(peer);
    if (place?.interface.ofport == null)
      return [
        end(
          journey,
          netns,
          'dropped',
          decided(netns, 'ovs', `patch port ${one.name}: its peer ${peer || '(none)'} does not exist`),
        ),
      ];
    return [go({ at: 'ovs', netns, bridge: place.bridge.name, inPort: place.interface.ofport }, journey)];
  }
  if (one.type !== '' && one.type !== 'internal' && one.type !== 'system') {
    return [insufficient(journey, netns, 'ovs', 'walk', `interface ${one.name} of type ${one.type} is not followed`)];
  }
  const link = linkNamed(netns, one.name);
  if (link === undefined) {
    if (netns.links.state === 'unknown')
      return [insufficient(journey, netns, 'ovs', netns.links.missing, netns.links.reason)];
    return [
      end(
        journey,
        netns,
        'dropped',
        decided(netns, 'ovs', `${one.name} is a port of ${bridge.name}, and no such device exists`),
      ),
    ];
  }
  return [go({ at: one.type === 'internal' ? 'frame-input' : 'frame-output', netns, link }, journey)];
}
