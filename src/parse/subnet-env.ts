import { canonicalCidr } from '../model/ip.ts';
import type { SubnetEnv } from '../model/types.ts';
import { decimal, linesOf, newNotes } from './notes.ts';
import type { Parsed } from './parsed.ts';

/**
 * /run/flannel/subnet.env as flanneld writes it (flannel pkg/subnet/subnet.go, WriteSubnetFile). FLANNEL_SUBNET is cni0's address with
 * its prefix length, so its host bits are kept.
 */
export function parseSubnetEnv(text: string): Parsed<SubnetEnv> {
  const notes = newNotes();
  const values = new Map<string, string>();
  for (const { number, text: line } of linesOf(text)) {
    const [, key, value = ''] = /^\s*(?:export\s+)?([A-Z0-9_]{1,60})=(.*?)\s*$/.exec(line) ?? [];
    if (key !== undefined) values.set(key, value.replace(/^(["'])(.*)\1$/, '$2'));
    else if (!/^\s*#/.test(line)) notes.add(number, line, 'not of the form NAME=value');
  }
  // A message of some tool in the file's place does not say that the file has no subnet.
  if (values.size === 0 && text.trim() !== '') notes.add(0, text, 'no line of the form NAME=value');
  const prefix = (key: string): string | null => {
    const value = values.get(key);
    if (value === undefined || value === '') return null;
    if (canonicalCidr(value) === undefined) notes.add(0, `${key}=${value}`, 'not an address with a prefix length');
    return value;
  };
  const ipmasq = values.get('FLANNEL_IPMASQ');
  return notes.parsed({
    network: prefix('FLANNEL_NETWORK'),
    subnet: prefix('FLANNEL_SUBNET'),
    ipv6Network: prefix('FLANNEL_IPV6_NETWORK'),
    ipv6Subnet: prefix('FLANNEL_IPV6_SUBNET'),
    mtu: decimal(values.get('FLANNEL_MTU')) ?? null,
    ipmasq: ipmasq === 'true' ? true : ipmasq === 'false' ? false : null,
  });
}
