import type { NetworkNamespace, OvsBridge } from '../model/types.ts';
import { decided, end, go, insufficient, type Journey, noted, type Step } from './journey.ts';
import { type OvsResult, runTables } from './ovs-pipeline.ts';
import { ovsInterfaces } from './ovs-ports.ts';
import { interfacesOf, leadsTo, numberOf, type OvsWay, portNumber, switched } from './ovs-reach.ts';
import { linkNamed } from './topology.ts';

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
  const ways = results.flatMap((one): OvsWay[] => {
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

function outOf(netns: NetworkNamespace, bridge: OvsBridge, inPort: number | 'LOCAL', way: OvsWay): readonly Step[] {
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
