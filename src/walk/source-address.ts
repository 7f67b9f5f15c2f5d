import { cidrContains, parseAddress, parseCidr } from '../model/ip.ts';
import type { NetworkNamespace } from '../model/types.ts';
import type { Address } from '../parse/records.ts';
import type { NextHopChoice } from './route-lookup.ts';

export type SourceAnswer = { readonly address: string } | { readonly missing: string; readonly reason: string };

/** The address that a process sends from when it has not chosen one: the route's `src`, else one of the device's (fib_select_default, inet_select_addr). */
export function sourceFor(netns: NetworkNamespace, choice: NextHopChoice): SourceAnswer {
  if (choice.route.type === 'local') return { address: choice.address };
  if (choice.route.preferredSource !== null) return { address: choice.route.preferredSource };
  return deviceAddress(netns, choice);
}

/** What MASQUERADE writes: always an address of the out device, never the route's `src` (nf_nat_masquerade.c). */
export function deviceAddress(
  netns: NetworkNamespace,
  choice: Pick<NextHopChoice, 'device' | 'address'> & { readonly route: Pick<NextHopChoice['route'], 'family'> },
): SourceAnswer {
  const addresses = netns.addresses;
  if (addresses.state === 'unknown') return { missing: addresses.missing, reason: addresses.reason };
  const all = (addresses.state === 'known' ? addresses.value : []).filter(
    (address) => address.family === choice.route.family && usable(address),
  );
  const own = all.filter((address) => address.device === choice.device);
  const found =
    own.find((address) => holds(address, choice.address)) ?? own[0] ?? all.find((address) => address.device !== 'lo');
  return found === undefined
    ? { missing: 'ip-addr', reason: `no device has an IPv${choice.route.family} address to send from` }
    : { address: found.address };
}

const usable = (address: Address) =>
  (address.scope === null || address.scope === 'global' || address.scope === 'universe') &&
  !address.flags.some(
    (flag) => flag === 'tentative' || flag === 'dadfailed' || flag === 'deprecated' || flag === 'secondary',
  );

function holds(address: Address, other: string): boolean {
  const prefix = parseCidr(`${address.address}/${address.prefixLength}`);
  const parsed = parseAddress(other);
  return prefix !== undefined && parsed !== undefined && cidrContains(prefix, parsed);
}
