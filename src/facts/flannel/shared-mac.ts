import type { Family } from '../../parse/records.ts';
import { getOrMake } from '../get-or-make.ts';
import type { FactContext } from '../types.ts';
import { type Member, membersOf } from './member.ts';

/**
 * VTEPs with one MAC, by that MAC. One whose device differs from its annotation is not among them: it has changed, and the others
 * send to its old MAC.
 */
export function sharedMacs(family: Family, context: FactContext): ReadonlyMap<string, readonly Member[]> {
  return context.memo(`flannel shared macs ${family}`, () => {
    const byMac = new Map<string, Member[]>();
    for (const member of membersOf(context, family)) {
      const { backend, mac, annotatedMac } = member;
      if (backend === 'vxlan' && mac !== null && (annotatedMac ?? mac) === mac)
        getOrMake(byMac, mac.toLowerCase(), (): Member[] => []).push(member);
    }
    return new Map([...byMac].filter(([, members]) => members.length > 1));
  });
}
