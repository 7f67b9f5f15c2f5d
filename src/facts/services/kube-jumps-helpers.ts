import type { Chain, NetfilterTable } from '../../model/netfilter.ts';
import type { Family } from '../../parse/records.ts';
import { type Gap, loses, statementsOf } from './kube-jumps-gap.ts';

/** KUBE-POSTROUTING and KUBE-MARK-MASQ, which all Services share. */
export function helperGaps(nat: NetfilterTable, family: Family, command: string): readonly Gap[] {
  const gaps: Gap[] = [];
  const place = { family, table: 'nat', kind: 'helper', loses: loses.masquerade } as const;
  const post = nat.chains.get('KUBE-POSTROUTING');
  if (![...statementsOf(post)].some(({ kind }) => kind === 'masquerade'))
    gaps.push({ ...place, chain: 'KUBE-POSTROUTING', problem: 'KUBE-POSTROUTING has no MASQUERADE' });
  const mark = nat.chains.get('KUBE-MARK-MASQ');
  if ((mark === undefined || mark.rules.length === 0) && isUsed(nat, 'KUBE-MARK-MASQ')) {
    const bit = masqueradeBit(post);
    const spec = mark === undefined || bit === null ? {} : { command, spec: `KUBE-MARK-MASQ -j MARK --or-mark ${bit}` };
    gaps.push({
      ...place,
      chain: 'KUBE-MARK-MASQ',
      problem: `KUBE-MARK-MASQ ${mark ? 'is empty' : 'does not exist'}`,
      ...spec,
    });
  }
  return gaps;
}

function isUsed({ chains }: NetfilterTable, name: string): boolean {
  for (const chain of chains.values()) {
    for (const statement of statementsOf(chain))
      if ((statement.kind === 'jump' || statement.kind === 'goto') && statement.chain === name) return true;
  }
  return false;
}

/** `-m mark ! --mark 0x4000/0x4000 -j RETURN` says which bit --iptables-masquerade-bit made it. */
function masqueradeBit(post: Chain | undefined): string | null {
  for (const { matches } of post?.rules ?? []) {
    for (const match of matches)
      if (match.kind === 'mark' && match.negated && match.value === match.mask) return `0x${match.value.toString(16)}`;
  }
  return null;
}
