import { familyOf } from '../model/ip.ts';
import type { NetworkNamespace } from '../model/types.ts';
import { lookupRoute } from './route-lookup.ts';
import { sourceFor } from './source-address.ts';
import type { Packet } from './types.ts';

export interface Aim {
  readonly destination: string;
  readonly protocol: Packet['protocol'];
  readonly destinationPort: number | null;
  readonly mark?: number;
}

/** The source address that the kernel gives to a packet for this destination. Without a route there is none: then any own address stands in. */
export function chooseSource(
  netns: NetworkNamespace,
  aim: Aim,
): string | { readonly missing: string; readonly reason: string } {
  const family = familyOf(aim.destination);
  if (family === undefined) return { missing: 'walk', reason: `${aim.destination} is no IP address` };
  const answers = lookupRoute(netns, {
    family,
    source: null,
    destination: aim.destination,
    iif: null,
    oif: null,
    mark: aim.mark ?? 0,
    protocol: aim.protocol,
    sourcePort: null,
    destinationPort: aim.destinationPort,
  });
  for (const answer of answers) {
    if (answer.found === 'unknown') return { missing: answer.input, reason: answer.reason };
    if (answer.found === 'route') {
      const source = sourceFor(netns, answer.choice);
      return 'address' in source ? source.address : source;
    }
  }
  const own = netns.addresses.state === 'known' ? netns.addresses.value : [];
  return own.find((one) => one.family === family && one.device !== 'lo')?.address ?? (family === 4 ? '0.0.0.0' : '::');
}
