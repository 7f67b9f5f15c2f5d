import type { NetworkNamespace } from '../model/types.ts';
import type { Link } from '../parse/records.ts';
import { choosePort } from './bridge-port.ts';
import { enterNamespace, leaveNamespace, undoSourceNat } from './connection.ts';
import { runHook } from './hook.ts';
import { forwarding } from './ip-forward.ts';
import { addressed, masqueraded } from './ip-output.ts';
import { decided, end, go, insufficient, type Journey, noted, type Step, type World } from './journey.ts';
import { eachRoute } from './local-output.ts';
import { tooBigForDevice } from './mtu.ts';
import { validateSource } from './rp-filter.ts';
import { setting } from './sysctl.ts';
import { bridgePorts, isUp } from './topology.ts';

/** A frame in a bridge: up to the bridge's own IP layer, or out of another port. Port null: it comes from the bridge's own device. */
export function bridgeForward(
  world: World,
  netns: NetworkNamespace,
  bridge: Link,
  port: Link | null,
  journey: Journey,
): readonly Step[] {
  if (!isUp(bridge)) return [end(journey, netns, 'dropped', decided(netns, 'link', `${bridge.name} is down`))];
  if (bridge.bridge?.vlanFiltering === true)
    return [
      insufficient(journey, netns, 'bridge', 'bridge-vlan', `${bridge.name} filters VLANs, which is not modelled`),
    ];
  const blocked = port === null ? null : notForwarding(port);
  if (blocked !== null) return [end(journey, netns, 'dropped', decided(netns, 'bridge', blocked))];
  if (port === null) return outOfPort(netns, bridge, null, false, journey);
  const filtered = callsIptables(netns, journey.packet.family);
  if (filtered === null) {
    if (netns.sysctls.state === 'unknown')
      return [insufficient(journey, netns, 'sysctl', netns.sysctls.missing, netns.sysctls.reason)];
  }
  if (filtered !== true) {
    return afterPrerouting(netns, bridge, port, false, {
      ...journey,
      bypassed: journey.bypassed ?? bypass(netns, journey),
    });
  }
  const devices = { inInterface: bridge.name, outInterface: null, inBridgePort: port.name };
  return runHook(netns, 'prerouting', enterNamespace(journey, netns), devices, ({ journey: passed }) => {
    const undone = undoSourceNat(passed, netns);
    const translated = undone.packet.destination !== journey.packet.destination;
    if (translated) return afterNat(world, netns, bridge, port, undone);
    return afterPrerouting(netns, bridge, port, true, undone);
  });
}

/**
 * NAT gave a bridged frame another destination (br_nf_pre_routing_finish): one on this same bridge is bridged on, from port to port, which is why
 * a pod that asks itself through a Service needs hairpin; any other one is routed.
 */
function afterNat(world: World, netns: NetworkNamespace, bridge: Link, port: Link, journey: Journey): readonly Step[] {
  return eachRoute(netns, journey, { iif: bridge.name, oif: null }, (routed, choice) => {
    const bridged = choice.route.type === 'unicast' && choice.device === bridge.name;
    if (!bridged || forwarding(netns, routed.packet.family, bridge).forwards !== true) {
      return [go({ at: 'ip-input', netns, link: bridge, prerouted: true, bridgePort: port.name }, journey)];
    }
    const invalid = validateSource(netns, bridge, routed);
    if (invalid !== null) return [invalid];
    return addressed(world, netns, bridge, choice, routed, (next) => outOfPort(netns, bridge, port, true, next));
  });
}

/** net.bridge.bridge-nf-call-iptables; false where br_netfilter is not loaded (the key is missing), null where nobody looked. */
function callsIptables(netns: NetworkNamespace, family: 4 | 6): boolean | null {
  if (netns.sysctls.state === 'unknown') return null;
  return setting(netns, `net.bridge.bridge-nf-call-${family === 4 ? 'iptables' : 'ip6tables'}`) === 1;
}

/** The answer to a translated connection is bridged past the one who has to translate it back. */
function bypass(netns: NetworkNamespace, journey: Journey): Journey['bypassed'] {
  const { family, source } = journey.packet;
  const concerned =
    journey.reply &&
    journey.connections.some(
      (one) => one.netns === netns && one.translated.destination === source && one.original.destination !== source,
    );
  if (!concerned) return null;
  const key = `net.bridge.bridge-nf-call-${family === 4 ? 'iptables' : 'ip6tables'}`;
  return decided(netns, 'sysctl', `${key} = ${setting(netns, key) ?? 'missing (br_netfilter is not loaded)'}`, {
    sysctl: key,
  });
}

function notForwarding(port: Link): string | null {
  const state = port.bridgePort?.state ?? null;
  return state === null || state === 'forwarding' ? null : `${port.name} is in state ${state}`;
}

function afterPrerouting(
  netns: NetworkNamespace,
  bridge: Link,
  port: Link,
  filtered: boolean,
  journey: Journey,
): readonly Step[] {
  const mac = journey.packet.ethernet?.destination ?? bridge.mac;
  if (mac === null || mac === bridge.mac || bridgePorts(netns, bridge.name).some((one) => one.mac === mac)) {
    return [
      go(
        { at: 'ip-input', netns, link: bridge, prerouted: filtered, bridgePort: port.name },
        noted(journey, netns, 'bridge', `${port.name} up to ${bridge.name}`),
      ),
    ];
  }
  return outOfPort(netns, bridge, port, filtered, journey);
}

function outOfPort(
  netns: NetworkNamespace,
  bridge: Link,
  inPort: Link | null,
  filtered: boolean,
  journey: Journey,
): readonly Step[] {
  const mac = journey.packet.ethernet?.destination ?? null;
  const way = choosePort(netns, bridge, inPort, mac);
  if ('reason' in way) return [insufficient(journey, netns, 'bridge', 'netns', way.reason)];
  if ('nobody' in way)
    return [end(journey, netns, 'wrong-neighbour', journey.suspect ?? decided(netns, 'fdb', way.nobody))];
  const { port, text } = way;
  const refusal = refuses(inPort, port);
  if (refusal !== null) return [end(journey, netns, 'dropped', decided(netns, 'bridge', refusal))];
  const tooBig = tooBigForDevice(netns, port, journey);
  if (tooBig !== null) return [tooBig];
  const passing = noted(journey, netns, 'bridge', text);
  const out = go({ at: 'frame-output', netns, link: port }, passing);
  if (!filtered || inPort === null) return [out];
  const ends = {
    inInterface: bridge.name,
    outInterface: bridge.name,
    inBridgePort: inPort.name,
    outBridgePort: port.name,
  };
  return runHook(netns, 'forward', passing, ends, ({ journey: forwarded }) =>
    runHook(netns, 'postrouting', forwarded, ends, ({ journey: passed, masquerade }) => {
      const choice = {
        device: bridge.name,
        address: passed.packet.destination,
        route: { family: passed.packet.family },
      };
      const translated = masquerade ? masqueraded(netns, choice, passed) : passed;
      if ('end' in translated || 'go' in translated) return [translated];
      return [go({ at: 'frame-output', netns, link: port }, leaveNamespace(translated, netns))];
    }),
  );
}

function refuses(inPort: Link | null, port: Link): string | null {
  if (!isUp(port)) return `${port.name} is down`;
  if (inPort !== null && inPort.name === port.name && port.bridgePort?.hairpin !== true)
    return `${port.name} does not send back what came in through it (hairpin off)`;
  if (inPort?.bridgePort?.isolated === true && port.bridgePort?.isolated === true)
    return `${inPort.name} and ${port.name} are isolated from each other`;
  return notForwarding(port);
}
