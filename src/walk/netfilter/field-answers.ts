import type { AddressRange, PortRange } from '../../model/netfilter.ts';
import type { Packet } from '../types.ts';
import { type Answer, answer } from './answer.ts';
import { anyPort, hasPorts } from './packet-view.ts';

export const within = (address: bigint, networks: readonly AddressRange[]): boolean =>
  networks.some(({ first, last }) => first <= address && address <= last);

export function isNamed(device: string | null, names: readonly string[]): boolean {
  if (device === null) return false;
  return names.some((name) =>
    name.endsWith('+') || name.endsWith('*') ? device.startsWith(name.slice(0, -1)) : device === name,
  );
}

export function portAnswer(port: number | null, ranges: readonly PortRange[], packet: Packet): Answer {
  if (!hasPorts(packet)) return 'no';
  if (port !== null) return answer(ranges.some(({ first, last }) => first <= port && port <= last));
  if (ranges.some(({ first, last }) => first <= anyPort.first && anyPort.last <= last)) return 'yes';
  return ranges.some(({ first, last }) => first <= anyPort.last && anyPort.first <= last) ? 'maybe' : 'no';
}
