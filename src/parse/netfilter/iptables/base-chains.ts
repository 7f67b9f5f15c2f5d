import type { ChainType, Hook } from '../../../model/netfilter.ts';

const hooks: Readonly<Record<string, Hook>> = {
  PREROUTING: 'prerouting',
  INPUT: 'input',
  FORWARD: 'forward',
  OUTPUT: 'output',
  POSTROUTING: 'postrouting',
};

/** Priorities of enum nf_ip_hook_priorities; nat's depends on the hook. */
const priorities: Readonly<Record<string, number>> = { raw: -300, mangle: -150, filter: 0, security: 50 };

export interface BaseChainPlace {
  readonly hook: Hook;
  readonly priority: number;
  readonly type: ChainType;
}

/** Where the kernel calls a built-in chain of an iptables table; undefined for a user's chain. */
export function baseChainPlace(table: string, chain: string): BaseChainPlace | undefined {
  const hook = Object.hasOwn(hooks, chain) ? hooks[chain] : undefined;
  if (hook === undefined) return undefined;
  if (table === 'nat') return { hook, priority: hook === 'prerouting' || hook === 'output' ? -100 : 100, type: 'nat' };
  const priority = Object.hasOwn(priorities, table) ? priorities[table] : undefined;
  if (priority === undefined) return undefined;
  return { hook, priority, type: table === 'mangle' && hook === 'output' ? 'route' : 'filter' };
}

/** The table that has just these built-in chains; `iptables -S` does not print its name. */
export function tableWithChains(names: readonly string[]): string {
  const has = (name: string) => names.includes(name);
  if (has('FORWARD')) return has('PREROUTING') || has('POSTROUTING') ? 'mangle' : 'filter';
  if (has('POSTROUTING')) return 'nat';
  return has('PREROUTING') ? 'raw' : 'filter';
}
