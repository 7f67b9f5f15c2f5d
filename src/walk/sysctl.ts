import type { NetworkNamespace } from '../model/types.ts';
import type { Family } from '../parse/records.ts';

/** `sysctl -a` writes the dots of a device name as slashes: net.ipv4.conf.flannel/1.rp_filter. */
export const deviceKey = (family: Family, device: string, setting: string): string =>
  `net.ipv${family}.conf.${device.replaceAll('.', '/')}.${setting}`;

/** A whole-number sysctl; undefined when it was not read. */
export function setting(netns: NetworkNamespace, key: string): number | undefined {
  const sysctls = netns.sysctls;
  if (sysctls.state !== 'known') return undefined;
  const text = sysctls.value.get(key);
  return text !== undefined && /^-?\d+$/.test(text.trim()) ? Number(text) : undefined;
}

/**
 * A per-device setting as the kernel combines it with `all` (include/linux/inetdevice.h): `own` ignores `all` (FORWARDING),
 * `either` is true when one of them is (ACCEPT_LOCAL, PROXY_ARP), `greater` takes the larger one (RPFILTER, ARP_IGNORE).
 * Undefined when the device's own value was not read and the other one does not settle it.
 */
export function deviceSetting(
  netns: NetworkNamespace,
  family: Family,
  device: string,
  name: string,
  combine: 'own' | 'either' | 'greater',
): number | undefined {
  const own = setting(netns, deviceKey(family, device, name));
  if (combine === 'own') return own;
  const all = setting(netns, deviceKey(family, 'all', name));
  if (own === undefined || all === undefined) return own ?? all;
  return Math.max(own, all);
}

/** The sysctl that decided, as people would look it up: `net.ipv4.conf.cni0.forwarding = 0`. */
export const settingText = (key: string, value: number | undefined): string => `${key} = ${value ?? 'not read'}`;

/** The value of arp_ignore at which a device answers for no address at all; 1, 2 and 3 only forbid answers for some. */
export const SILENT = 8;

export const answersArp = (netns: NetworkNamespace, device: string): boolean =>
  deviceSetting(netns, 4, device, 'arp_ignore', 'greater') !== SILENT;
