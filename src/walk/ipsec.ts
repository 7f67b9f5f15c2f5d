import { cidrContains, parseAddress, parseCidr } from '../model/ip.ts';
import type { NetworkNamespace } from '../model/types.ts';
import type { XfrmPolicy } from '../parse/records.ts';
import { decided, end, insufficient, type Journey, type Step } from './journey.ts';
import { deviceSetting } from './sysctl.ts';
import type { Packet } from './types.ts';

const ordered = new WeakMap<readonly XfrmPolicy[], readonly XfrmPolicy[]>();

/** The smallest priority comes first, of equal ones the older; the kernel lists the newest first (net/xfrm/xfrm_policy.c). */
function inOrder(policies: readonly XfrmPolicy[]): readonly XfrmPolicy[] {
  const known = ordered.get(policies);
  if (known !== undefined) return known;
  const sorted = policies.toReversed().sort((a, b) => a.priority - b.priority);
  ordered.set(policies, sorted);
  return sorted;
}

function matches(policy: XfrmPolicy, packet: Packet, device: string): boolean {
  if (policy.family !== packet.family || (policy.device !== null && policy.device !== device)) return false;
  if (policy.protocol !== null && policy.protocol !== packet.protocol) return false;
  const port = (wanted: number | null, has: number | null) => wanted === null || wanted === has;
  if (!port(policy.sourcePort, packet.sourcePort) || !port(policy.destinationPort, packet.destinationPort))
    return false;
  return within(policy.source, packet.source) && within(policy.destination, packet.destination);
}

function within(cidr: string, address: string): boolean {
  const network = parseCidr(cidr);
  const parsed = parseAddress(address);
  return network !== undefined && parsed !== undefined && cidrContains(network, parsed);
}

/**
 * The policy that decides about a packet; undefined where none does. Where the policies were not read there are taken to be none: few clusters have
 * any, and older snapshots know nothing of them.
 */
export function ipsecPolicy(
  netns: NetworkNamespace,
  direction: XfrmPolicy['direction'],
  device: string,
  packet: Packet,
): XfrmPolicy | undefined {
  const policies = netns.xfrmPolicies?.state === 'known' ? netns.xfrmPolicies.value : [];
  if (policies.length === 0 || exempt(netns, direction, device, packet)) return undefined;
  return inOrder(policies).find(
    (policy) =>
      policy.direction === direction &&
      matches(policy, packet, device) &&
      // One that lets through what is not modelled leaves the question to the next.
      (policy.unmodelled.length === 0 || policy.action === 'block' || policy.transforms),
  );
}

/** lo is exempt by default (disable_xfrm, disable_policy are 1 there). */
function exempt(netns: NetworkNamespace, direction: XfrmPolicy['direction'], device: string, packet: Packet): boolean {
  if (device === 'lo') return true;
  return direction === 'out'
    ? deviceSetting(netns, packet.family, device, 'disable_xfrm', 'own') === 1
    : deviceSetting(netns, packet.family, device, 'disable_policy', 'either') === 1;
}

/** What IPsec makes of a packet: null where it passes as it is. */
export function ipsec(
  netns: NetworkNamespace,
  direction: XfrmPolicy['direction'],
  device: string,
  journey: Journey,
): Step | null {
  const { packet } = journey;
  const policy = ipsecPolicy(netns, direction, device, packet);
  const original = packet.nat.originalDestination;
  // For what comes in the kernel looks at the addresses before NAT as well (nf_nat_decode_session).
  const before =
    direction === 'out' || original === null
      ? policy
      : ipsecPolicy(netns, direction, device, { ...packet, destination: original });
  const deciding = [policy, before].find((one) => one !== undefined && actsOn(one));
  if (deciding === undefined) return null;
  const text = `IPsec policy ${deciding.selector} dir ${direction}${deciding.action === 'block' ? ' action block' : ''}`;
  if (before !== policy || deciding.unmodelled.length > 0 || deciding.action !== 'block')
    return insufficient(journey, netns, 'xfrm', 'xfrm-policy', `${text}: what it does is not modelled`);
  return end(journey, netns, 'dropped', decided(netns, 'xfrm', text));
}

const actsOn = ({ action, transforms }: XfrmPolicy): boolean => action === 'block' || transforms;
