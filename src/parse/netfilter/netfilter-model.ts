import type { BaseChain, Chain, Hook, IpSet, NetfilterModel, NetfilterTable } from '../../model/netfilter.ts';

const hooks: readonly Hook[] = ['ingress', 'prerouting', 'input', 'forward', 'output', 'postrouting'];

/** Tables that iptables-nft keeps in nf_tables under these names. */
const iptablesNames: ReadonlySet<string> = new Set(['raw', 'mangle', 'nat', 'filter', 'security']);

/**
 * Joins what was read from both iptables back ends and from native nftables, for packets of one family. A table that both
 * `iptables-nft-save` and `nft` list counts once, as iptables prints it. Tables that were cut off are added to `unread`; a part that
 * iptables could not print is taken from `unread` again where nft could.
 */
export function buildNetfilterModel(
  tables: readonly NetfilterTable[],
  ipsets: readonly IpSet[],
  unread: NetfilterModel['unread'],
): NetfilterModel {
  const fromIptables = new Set(tables.filter(({ backend }) => backend === 'iptables-nft').map(nameInKernel));
  const kept = tables.filter((table) => table.backend !== 'nftables' || !fromIptables.has(nameInKernel(table)));
  const readByNft = new Set(kept.filter(({ backend }) => backend === 'nftables').map(({ name }) => name));
  return {
    tables: kept,
    baseChains: Object.fromEntries(
      hooks.map((hook) => [hook, baseChainsOf(kept, hook)]),
    ) as NetfilterModel['baseChains'],
    ipsets: new Map(ipsets.map((set) => [set.name, set])),
    unread: [
      ...unread.filter(
        ({ backend, table }) =>
          !(backend === 'iptables-nft' && table !== null && iptablesNames.has(table) && readByNft.has(table)),
      ),
      ...kept.flatMap(({ backend, name, incomplete }) =>
        incomplete === undefined ? [] : [{ backend, table: name, reason: incomplete }],
      ),
    ],
  };
}

const nameInKernel = ({ family, name }: NetfilterTable): string => `${family} ${name}`;

const isBase = (chain: Chain): chain is BaseChain => 'hook' in chain;

/** Where two back ends have the same priority: see NetfilterModel.baseChains. */
const rank = { 'iptables-legacy': 0, nftables: 1, 'iptables-nft': 2 } as const;

function baseChainsOf(tables: readonly NetfilterTable[], hook: Hook): readonly BaseChain[] {
  const chains: { readonly chain: BaseChain; readonly index: number }[] = [];
  for (const [index, table] of tables.entries()) {
    for (const chain of table.chains.values()) if (isBase(chain) && chain.hook === hook) chains.push({ chain, index });
  }
  return chains
    .sort(
      (a, b) =>
        a.chain.priority - b.chain.priority ||
        rank[a.chain.table.backend] - rank[b.chain.table.backend] ||
        // Tables are listed in the order of their making; the last one made is called first.
        b.index - a.index,
    )
    .map(({ chain }) => chain);
}
