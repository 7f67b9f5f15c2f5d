import type { NetworkNamespace } from '../model/types.ts';
import type { Link } from '../parse/records.ts';
import { enterNamespace, undoSourceNat } from './connection.ts';
import { runHook } from './hook.ts';
import { forwarding } from './ip-forward.ts';
import { ipsec } from './ipsec.ts';
import { decided, end, go, insufficient, type Journey, type Step, withPacket } from './journey.ts';
import { eachRoute } from './local-output.ts';
import { tooBigToRoute } from './mtu.ts';
import type { NextHopChoice } from './route-lookup.ts';
import { validateSource } from './rp-filter.ts';
import { deviceKey, deviceSetting, settingText } from './sysctl.ts';
import { linkNamed } from './topology.ts';

interface Arrival {
  readonly netns: NetworkNamespace;
  readonly link: Link;
  readonly bridgePort: string | null;
}

/** The IP layer gets a packet: PREROUTING, then the routing decision, which also checks the source. */
export function ipInput(arrival: Arrival, prerouted: boolean, journey: Journey): readonly Step[] {
  const { netns, link, bridgePort } = arrival;
  if (prerouted) return routeIn(arrival, journey);
  const devices = { inInterface: link.name, outInterface: null, inBridgePort: bridgePort };
  return runHook(netns, 'prerouting', enterNamespace(journey, netns), devices, (passed) =>
    routeIn(arrival, undoSourceNat(passed.journey, netns)),
  );
}

function routeIn(arrival: Arrival, journey: Journey): readonly Step[] {
  const { netns, link } = arrival;
  return eachRoute(netns, journey, { iif: link.name, oif: null }, (routed, choice) => {
    if (choice.route.type === 'unicast') return forward(arrival, routed, choice);
    const step = loopbackFromOutside(arrival, routed) ?? validateSource(netns, link, routed);
    return [step ?? go({ at: 'local-input', netns, link }, routed)];
  });
}

/** 127.0.0.0/8 must not come in from a wire unless route_localnet says so (NodePorts on localhost need it). */
function loopbackFromOutside({ netns, link }: Arrival, journey: Journey): Step | null {
  if (!journey.packet.destination.startsWith('127.') || link.flags.includes('LOOPBACK')) return null;
  const allowed = deviceSetting(netns, 4, link.name, 'route_localnet', 'either');
  if (allowed === 1) return null;
  const key = deviceKey(4, link.name, 'route_localnet');
  if (allowed === undefined) return insufficient(journey, netns, 'sysctl', 'sysctl', `${key} was not read`);
  return end(journey, netns, 'dropped', decided(netns, 'sysctl', settingText(key, allowed), { sysctl: key }));
}

function forward({ netns, link, bridgePort }: Arrival, journey: Journey, choice: NextHopChoice): readonly Step[] {
  const allowed = forwarding(netns, journey.packet.family, link);
  if (allowed.forwards === null) return [insufficient(journey, netns, 'sysctl', 'sysctl', allowed.reason)];
  if (!allowed.forwards) {
    // A namespace that got it by a wrong MAC is not to blame for not routing it.
    if (journey.suspect !== null) return [end(journey, netns, 'misdelivered', journey.suspect)];
    return [
      end(
        journey,
        netns,
        'dropped',
        decided(netns, 'sysctl', settingText(allowed.key, 0), { sysctl: allowed.key, device: link.name }),
      ),
    ];
  }
  const invalid = validateSource(netns, link, journey);
  if (invalid !== null) return [invalid];
  if (journey.packet.ttl <= 1)
    return [end(journey, netns, 'loop', decided(netns, 'route', `time to live used up at ${choice.text}`))];
  const secured = ipsec(netns, 'fwd', link.name, journey) ?? ipsec(netns, 'out', choice.device, journey);
  if (secured !== null) return [secured];
  const out = linkNamed(netns, choice.device);
  if (out === undefined) return [missingDevice(netns, journey, choice)];
  const older = withPacket(journey, { ttl: journey.packet.ttl - 1 });
  const tooBig = tooBigToRoute(netns, out, choice, older, true);
  if (tooBig !== null) return [tooBig];
  const devices = { inInterface: link.name, outInterface: choice.device, inBridgePort: bridgePort };
  return runHook(netns, 'forward', older, devices, (passed) => [
    go({ at: 'ip-output', netns, choice, inInterface: link.name }, passed.journey),
  ]);
}

export function missingDevice(netns: NetworkNamespace, journey: Journey, choice: NextHopChoice): Step {
  const links = netns.links;
  if (links.state === 'unknown') return insufficient(journey, netns, 'link', links.missing, links.reason);
  return insufficient(
    journey,
    netns,
    'link',
    'ip-link',
    `route ${choice.text} names ${choice.device}, which is not among the devices`,
  );
}
