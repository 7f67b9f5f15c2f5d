import { formatAddress } from '../../model/ip.ts';
import type { NftValue, Statement } from '../../model/netfilter.ts';
import type { Family } from '../../parse/records.ts';
import { endpointText } from './kernel-services-entry.ts';

/** The one endpoint of a DNAT, `10.244.1.3:8080`; null where it has several or none. */
export function singleTarget(
  { addresses, ports }: Extract<Statement, { kind: 'dnat' | 'snat' }>,
  family: Family,
): string | null {
  const [address] = addresses;
  const [port] = ports;
  if (addresses.length !== 1 || address === undefined || address.first !== address.last) return null;
  if (ports.length > 1 || port?.first !== port?.last) return null;
  return endpointText(formatAddress(family, address.first), port?.first ?? null);
}

/** The same of `10.244.1.3 . 8080` in a map. */
export function dataTarget([address, port]: readonly NftValue[], family: Family): string | null {
  if (typeof address !== 'object' || typeof address.first !== 'bigint') return null;
  return endpointText(
    formatAddress(family, address.first),
    typeof port === 'object' ? Number(port.first) : typeof port === 'number' ? port : null,
  );
}
