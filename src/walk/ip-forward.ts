import type { NetworkNamespace } from '../model/types.ts';
import type { Family, Link } from '../parse/records.ts';
import { deviceKey, deviceSetting, setting } from './sysctl.ts';

export type ForwardAnswer =
  | { readonly forwards: true }
  | { readonly forwards: false; readonly key: string }
  | { readonly forwards: null; readonly reason: string };

/**
 * May a packet that came in through this device be routed on? IPv4 asks the in-device alone (IN_DEV_FORWARD); writing ip_forward
 * only copies its value to all devices. IPv6 asks conf.all.forwarding (ip6_forward).
 */
export function forwarding(netns: NetworkNamespace, family: Family, link: Link): ForwardAnswer {
  const keys =
    family === 4 ? [deviceKey(4, link.name, 'forwarding'), 'net.ipv4.ip_forward'] : [deviceKey(6, 'all', 'forwarding')];
  for (const key of keys) {
    const value = setting(netns, key);
    if (value === undefined) continue;
    if (value > 0) return { forwards: true };
    const all = setting(netns, 'net.ipv4.ip_forward');
    return { forwards: false, key: family === 4 && all === 0 ? 'net.ipv4.ip_forward' : key };
  }
  // Last resort for old captures: the value that new devices get.
  const fallback = family === 4 ? deviceSetting(netns, 4, 'all', 'forwarding', 'own') : undefined;
  if (fallback !== undefined)
    return fallback > 0 ? { forwards: true } : { forwards: false, key: deviceKey(4, 'all', 'forwarding') };
  return { forwards: null, reason: `${keys[0]} was not read` };
}
