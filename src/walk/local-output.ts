import type { NetworkNamespace } from '../model/types.ts';
import { enterNamespace, undoSourceNat } from './connection.ts';
import { runHook } from './hook.ts';
import { ipsec } from './ipsec.ts';
import { decided, end, go, insufficient, type Journey, noted, type Step } from './journey.ts';
import { packetText } from './packet.ts';
import { isDefaultRule, ruleText } from './policy-rules.ts';
import {
  lookupRoute,
  type NextHopChoice,
  type RefusedAnswer,
  type RouteAnswer,
  type RoutedAnswer,
  type RouteQuery,
} from './route-lookup.ts';

/** A packet that starts here: route, OUTPUT, and the route again where OUTPUT changed what routing looks at (ip_route_me_harder). */
export function localOutput(netns: NetworkNamespace, oif: string | null, journey: Journey): readonly Step[] {
  const started = noted(journey, netns, 'send', packetText(journey.packet));
  return eachRoute(netns, started, { iif: null, oif }, (routed, choice) =>
    runHook(
      netns,
      'output',
      enterNamespace(routed, netns),
      { inInterface: null, outInterface: choice.device },
      ({ journey: passed }) => {
        const undone = undoSourceNat(passed, netns);
        const changed =
          undone.packet.destination !== routed.packet.destination || undone.packet.mark !== routed.packet.mark;
        if (!changed) return [outgoing(netns, undone, choice)];
        return eachRoute(netns, undone, { iif: null, oif }, (again, newChoice) => [outgoing(netns, again, newChoice)]);
      },
    ),
  );
}

const outgoing = (netns: NetworkNamespace, journey: Journey, choice: NextHopChoice): Step =>
  (choice.route.type === 'unicast' ? ipsec(netns, 'out', choice.device, journey) : null) ??
  go({ at: 'ip-output', netns, choice, inInterface: null }, journey);

interface RouteDevices {
  readonly iif: string | null;
  readonly oif: string | null;
}

function queryOf(journey: Journey, devices: RouteDevices): RouteQuery {
  const { family, source, destination, mark, protocol, sourcePort, destinationPort } = journey.packet;
  return { family, source, destination, ...devices, mark, protocol, sourcePort, destinationPort };
}

/** Routes the packet; the ways that end at the lookup come back as ends, the others go on in `then`. */
export function eachRoute(
  netns: NetworkNamespace,
  journey: Journey,
  devices: RouteDevices,
  then: (journey: Journey, choice: NextHopChoice) => readonly Step[],
): readonly Step[] {
  return lookupRoute(netns, queryOf(journey, devices)).flatMap((answer) => {
    const part = answer.share === 1 ? journey : { ...journey, share: journey.share * answer.share };
    if (answer.found === 'route') return then(routed(netns, part, answer.choice), answer.choice);
    return [endOfRoute(netns, answer.found === 'refused' ? ruled(netns, part, answer) : part, answer)];
  });
}

function routed(netns: NetworkNamespace, journey: Journey, choice: NextHopChoice): Journey {
  return isDefaultRule(choice.rule)
    ? noted(journey, netns, 'route', `route ${choice.text}`)
    : noted(journey, netns, 'route', `route ${choice.text} (rule ${ruleText(choice.rule)})`, ruleText(choice.rule));
}

/** A refusal that is there because of a policy rule: people look for it in `ip rule`, not in `ip route`. */
function ruled(netns: NetworkNamespace, journey: Journey, answer: RefusedAnswer): Journey {
  return isDefaultRule(answer.rule)
    ? journey
    : noted(journey, netns, 'route', `${answer.text} (rule ${ruleText(answer.rule)})`, ruleText(answer.rule));
}

function endOfRoute(netns: NetworkNamespace, journey: Journey, answer: Exclude<RouteAnswer, RoutedAnswer>): Step {
  if (answer.found === 'unknown') return insufficient(journey, netns, 'route', answer.input, answer.reason);
  if (answer.found === 'none') return end(journey, netns, 'no-route', decided(netns, 'route', answer.text));
  const by = decided(netns, answer.layer, answer.text);
  switch (answer.type) {
    case 'broadcast':
      return insufficient(journey, netns, 'route', 'walk', `${answer.text}: broadcast and multicast are not followed`);
    case 'blackhole':
      return end(journey, netns, 'dropped', by);
    case 'unreachable':
      return end(journey, netns, 'no-route', by);
    case 'prohibit':
      return end(journey, netns, 'rejected', by);
  }
}
