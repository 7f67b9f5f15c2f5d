import { bareLink } from '../parse/ip-link.ts';
import { canonicalAddress } from './ip.ts';
import type { AddressOwner, NodeModel } from './types.ts';

/** Addresses that every namespace has: they say nothing about who is meant. */
const isEveryones = (address: string): boolean =>
  address.startsWith('127.') || address === '::1' || /^fe[89ab]/.test(address);

/** Devices of all namespaces that were seen, by address, in the order of nodes and namespaces. Loopback and link-local ones are left out. */
export function addressOwners(nodes: readonly NodeModel[]): (address: string) => readonly AddressOwner[] {
  const owners = new Map<string, AddressOwner[]>();
  for (const node of nodes) {
    for (const netns of [node.host, ...node.namespaces]) {
      if (netns.addresses.state !== 'known') continue;
      const links = netns.links.state === 'known' ? netns.links.value.byName : undefined;
      for (const address of netns.addresses.value) {
        if (isEveryones(address.address)) continue;
        const owner = { node, netns, link: links?.get(address.device) ?? bareLink(address.device), address };
        const list = owners.get(address.address);
        if (list) list.push(owner);
        else owners.set(address.address, [owner]);
      }
    }
  }
  return (address) => owners.get(canonicalAddress(address) ?? address) ?? [];
}
