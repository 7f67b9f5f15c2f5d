import type { NetworkNamespace } from '../model/types.ts';
import type { Link } from '../parse/records.ts';
import { leaveNamespace } from './connection.ts';
import { runHook } from './hook.ts';
import { missingDevice } from './ip-input.ts';
import { decided, end, go, insufficient, type Journey, noted, type Step, type World, withPacket } from './journey.ts';
import { fragmented, tooBigToRoute } from './mtu.ts';
import { resolveNeighbour } from './neighbour-lookup.ts';
import type { NextHopChoice } from './route-lookup.ts';
import { deviceAddress } from './source-address.ts';
import { linkNamed } from './topology.ts';

/** A routed packet leaves: POSTROUTING, then its size, then the MAC of the next hop. */
export function ipOutput(
  world: World,
  netns: NetworkNamespace,
  choice: NextHopChoice,
  inInterface: string | null,
  journey: Journey,
): readonly Step[] {
  const devices = { inInterface, outInterface: choice.device };
  return runHook(netns, 'postrouting', journey, devices, ({ journey: passed, masquerade }) => {
    const translated = masquerade ? masqueraded(netns, choice, passed) : passed;
    if ('end' in translated || 'go' in translated) return [translated];
    return leave(world, netns, choice, inInterface, leaveNamespace(translated, netns));
  });
}

export function masqueraded(
  netns: NetworkNamespace,
  choice: Parameters<typeof deviceAddress>[1],
  journey: Journey,
): Journey | Step {
  const address = deviceAddress(netns, choice);
  if ('missing' in address)
    return insufficient(
      journey,
      netns,
      'netfilter',
      address.missing,
      `MASQUERADE on ${choice.device}: ${address.reason}`,
    );
  const { source } = journey.packet;
  const changed = withPacket(journey, {
    source: address.address,
    nat: { ...journey.packet.nat, originalSource: source, sourceDone: true },
  });
  return noted(changed, netns, 'netfilter', `MASQUERADE ${source} to ${address.address}`);
}

function leave(
  world: World,
  netns: NetworkNamespace,
  choice: NextHopChoice,
  inInterface: string | null,
  journey: Journey,
): readonly Step[] {
  const link =
    linkNamed(netns, choice.route.type === 'unicast' ? choice.device : 'lo') ?? linkNamed(netns, choice.device);
  if (link === undefined) return [missingDevice(netns, journey, choice)];
  if (choice.route.type !== 'unicast') return [go({ at: 'local-input', netns, link }, journey)];
  const tooBig = inInterface === null ? tooBigToRoute(netns, link, choice, journey, false) : null;
  if (tooBig !== null) return [tooBig];
  const cut = fragmented(netns, link, choice, journey);
  return addressed(world, netns, link, choice, cut, (next) => [go({ at: 'frame-output', netns, link }, next)]);
}

/** Puts the MAC of the next hop on the frame; `then` goes on with it. */
export function addressed(
  world: World,
  netns: NetworkNamespace,
  link: Link,
  choice: NextHopChoice,
  journey: Journey,
  then: (journey: Journey) => readonly Step[],
): readonly Step[] {
  const neighbour = resolveNeighbour(world.topology, netns, link, choice.address);
  switch (neighbour.found) {
    case 'unknown':
      return [insufficient(journey, netns, 'neighbour', neighbour.input, neighbour.reason)];
    case 'none':
      return [end(journey, netns, 'no-neighbour', decided(netns, neighbour.layer, neighbour.text))];
    case 'mac': {
      const ethernet = neighbour.mac === null ? null : { source: link.mac ?? '', destination: neighbour.mac };
      const ready = { ...withPacket(journey, { ethernet }), nextHop: choice.address, suspect: neighbour.suspect };
      return then(noted(ready, netns, 'neighbour', neighbour.text));
    }
  }
}
