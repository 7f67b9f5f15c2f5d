import type { NetworkNamespace } from '../model/types.ts';
import type { Link } from '../parse/records.ts';
import { isLocalAddress } from './hook.ts';
import { decided, end, insufficient, type Journey, type Step } from './journey.ts';
import { lookupRoute, type RouteAnswer } from './route-lookup.ts';
import { deviceKey, deviceSetting, settingText } from './sysctl.ts';

/**
 * Source validation of an arriving packet, as fib_validate_source() does it: strict (1) wants the way back to leave through the device
 * that it came from, loose (2) wants any way back. Null: it passes. IPv6 has no such sysctl.
 */
export function validateSource(netns: NetworkNamespace, link: Link, journey: Journey): Step | null {
  const { packet } = journey;
  if (packet.family === 6) return null;
  if (isLocalAddress(netns, packet.source) && !isLoopback(link)) return martian(netns, link, journey);
  // The mark takes part in the way back only with src_valid_mark.
  const useMark = deviceSetting(netns, 4, link.name, 'src_valid_mark', 'either') === 1;
  const answers = lookupRoute(netns, {
    family: 4,
    source: packet.destination,
    destination: packet.source,
    iif: link.name,
    oif: null,
    mark: useMark ? packet.mark : 0,
    protocol: packet.protocol,
    sourcePort: packet.destinationPort,
    destinationPort: packet.sourcePort,
  });
  const unknown = answers.find((answer) => answer.found === 'unknown');
  const reachable = answers.some((answer) => answer.found === 'route' && answer.choice.route.type === 'unicast');
  const sameDevice = answers.some(
    (answer) =>
      answer.found === 'route' && answer.choice.route.type === 'unicast' && answer.choice.device === link.name,
  );
  if (sameDevice) return null;
  const mode = deviceSetting(netns, 4, link.name, 'rp_filter', 'greater');
  if (mode === 0 || (mode === 2 && reachable)) return null;
  if (mode === undefined) {
    return insufficient(
      journey,
      netns,
      'rp-filter',
      'sysctl',
      `${deviceKey(4, link.name, 'rp_filter')} was not read, and the way back to ${packet.source} is not through ${link.name}`,
    );
  }
  if (unknown !== undefined) return insufficient(journey, netns, 'rp-filter', unknown.input, unknown.reason);
  return end(
    journey,
    netns,
    'dropped',
    decided(
      netns,
      'rp-filter',
      `${settingText(sysctlName(netns, link), mode)}: the way back to ${packet.source} is ${wayBack(answers)}, not ${link.name}`,
      { device: link.name, sysctl: sysctlName(netns, link) },
    ),
  );
}

const isLoopback = (link: Link) => link.flags.includes('LOOPBACK') || link.name === 'lo';

/** The larger of conf.all and conf.DEVICE rules: names the one that does. */
function sysctlName(netns: NetworkNamespace, link: Link): string {
  const own = deviceSetting(netns, 4, link.name, 'rp_filter', 'own') ?? 0;
  const all = deviceSetting(netns, 4, 'all', 'rp_filter', 'own') ?? 0;
  return deviceKey(4, own >= all ? link.name : 'all', 'rp_filter');
}

function wayBack(answers: readonly RouteAnswer[]): string {
  const answer = answers[0];
  if (answer === undefined) return 'missing';
  if (answer.found === 'route') return answer.choice.text;
  return answer.found === 'unknown' ? 'unknown' : answer.text;
}

/** A packet from one of our own addresses that comes in from outside is dropped unless accept_local is set. */
function martian(netns: NetworkNamespace, link: Link, journey: Journey): Step | null {
  if (deviceSetting(netns, 4, link.name, 'accept_local', 'either') === 1) return null;
  return end(
    journey,
    netns,
    'dropped',
    decided(
      netns,
      'rp-filter',
      `martian source: ${journey.packet.source} is an address of this namespace and comes in through ${link.name}`,
    ),
  );
}
