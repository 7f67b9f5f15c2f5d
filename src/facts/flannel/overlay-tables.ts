import type { Reading } from '../../model/reading.ts';
import type { Neighbour } from '../../parse/records.ts';
import type { FactContext } from '../types.ts';
import type { Member } from './member.ts';

const UNRESOLVED = new Set(['FAILED', 'INCOMPLETE', 'NONE']);
const ANY_MAC = '00:00:00:00:00:00';

/** True when the kernel sends to the entry's MAC address. */
export const isResolved = ({ mac, states, proxy }: Neighbour): boolean =>
  mac !== null && !proxy && !states.some((state) => UNRESOLVED.has(state));

/** MAC that a node's overlay device sends to for an address; undefined where there is no usable entry. */
export type OverlayNeighbours = (address: string) => string | undefined;

export function overlayNeighbours(self: Member, context: FactContext): Reading<OverlayNeighbours> {
  const neighbours = self.node.host.neighbours;
  if (neighbours.state !== 'known') return neighbours;
  const byAddress = context.memo(`flannel neighbours ${self.family} ${self.name}`, () => {
    const map = new Map<string, string>();
    for (const entry of neighbours.value) {
      if (entry.device === self.deviceName && isResolved(entry) && entry.mac !== null)
        map.set(entry.address, entry.mac.toLowerCase());
    }
    return map;
  });
  return { ...neighbours, value: (address) => byAddress.get(address) };
}

/** Forwarding database of a node's overlay device. */
export interface OverlayFdb {
  /** Tunnel endpoints for a MAC in the kernel's order: it uses the first (vxlan_core.c, first_remote_rcu). */
  readonly destinationsFor: (mac: string) => readonly string[];
  /** Endpoints for every MAC that has no entry. */
  readonly defaults: readonly string[];
}

export function overlayFdb(self: Member, context: FactContext): Reading<OverlayFdb> {
  const fdb = self.node.host.fdb;
  if (fdb.state !== 'known') return fdb;
  const byMac = context.memo(`flannel fdb ${self.family} ${self.name}`, () => {
    const map = new Map<string, string[]>();
    for (const { mac, device, destination } of fdb.value) {
      if (device !== self.deviceName || destination === null) continue;
      const key = mac.toLowerCase();
      const list = map.get(key);
      if (list) list.push(destination);
      else map.set(key, [destination]);
    }
    return map;
  });
  const vxlan = self.device.state === 'known' ? self.device.value.vxlan : null;
  const remotes = [vxlan?.remote, vxlan?.group].filter((address): address is string => typeof address === 'string');
  return {
    ...fdb,
    value: { destinationsFor: (mac) => byMac.get(mac) ?? [], defaults: [...(byMac.get(ANY_MAC) ?? []), ...remotes] },
  };
}
