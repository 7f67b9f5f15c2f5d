import type { Chain, NetfilterModel, NetfilterTable } from '../../model/netfilter.ts';
import type { NodeModel } from '../../model/types.ts';
import type { Family } from '../../parse/records.ts';
import { listOf } from '../fact-value.ts';
import { staleBackend } from '../services/stale-backend.ts';
import { defineFact, type FactContext, type FactValue, type Item, type Unseen } from '../types.ts';
import { reachableChains } from './reachable-chains.ts';
import { iptablesCommand } from './rule-line.ts';

const owners: readonly { readonly owner: string; readonly pattern: RegExp }[] = [
  { owner: 'kube-proxy', pattern: /^KUBE-(?:SERVICES$|SVC-|SEP-|FW-|EXT-|XLB-|SVL-|NODEPORTS$)/ },
  { owner: 'flannel', pattern: /^FLANNEL-/ },
  { owner: 'calico', pattern: /^cali-/ },
  { owner: 'CNI plugins', pattern: /^CNI-/ },
];

type IptablesBackend = 'iptables-legacy' | 'iptables-nft';
const backends: readonly IptablesBackend[] = ['iptables-legacy', 'iptables-nft'];

export const backendFacts = [
  defineFact({
    name: 'node.firewall.twoBackends',
    target: 'node',
    type: 'list',
    fields: { owner: 'string', family: 'integer', legacyRules: 'integer', nftRules: 'integer', stale: 'string' },
    doc: 'Owners of chains (kube-proxy, flannel, calico, CNI plugins) whose rules are in both iptables back ends and reached there; canaries and hints do not count, nor chains that nothing jumps to. `stale` is the back end that is not kept up to date, where the rules show it.',
    sources: ['iptables-nft-save4', 'iptables-legacy-save4', 'iptables-nft-save6', 'iptables-legacy-save6'],
    compute: ({ node }, context) => twoBackends(node, context),
  }),
  defineFact({
    name: 'node.firewall.staleJumps',
    target: 'node',
    type: 'list',
    fields: {
      owner: 'string',
      family: 'integer',
      command: 'string',
      table: 'string',
      chain: 'string',
      spec: 'string',
      rule: 'string',
    },
    doc: 'Rules of built-in chains that lead into what a stale back end still has of such an owner; without them its chains are reached no more. `spec` is the rule as `-D` wants it.',
    sources: ['iptables-nft-save4', 'iptables-legacy-save4', 'iptables-nft-save6', 'iptables-legacy-save6'],
    compute: ({ node }, context) => staleJumps(node, context),
  }),
] as const;

interface Doubled {
  readonly owner: string;
  readonly pattern: RegExp;
  readonly family: Family;
  readonly counts: Readonly<Record<IptablesBackend, number>>;
  readonly stale: IptablesBackend | null;
  readonly model: NetfilterModel;
}

function doubled(
  node: NodeModel,
  context: FactContext,
): { readonly found: readonly Doubled[]; readonly unseen: readonly Unseen[] } {
  const found: Doubled[] = [];
  const unseen: Unseen[] = [];
  for (const family of [4, 6] as const) {
    const netfilter = node.host.netfilter[family];
    if (netfilter.state === 'unknown' && family === 4)
      unseen.push({ who: `node/${node.name}`, missing: netfilter.missing, reason: netfilter.reason });
    if (netfilter.state !== 'known') continue;
    const model = netfilter.value;
    for (const { backend, reason } of model.unread) {
      if (backend !== 'nftables')
        unseen.push({ who: `node/${node.name}`, missing: `${backend}-save${family}`, reason });
    }
    const reached = new Set(model.tables.flatMap((table) => [...reachableChains(table)]));
    for (const { owner, pattern } of owners) {
      const rulesIn = (backend: IptablesBackend): number =>
        sum(
          model.tables
            .filter((table) => table.backend === backend)
            .flatMap((table) => chainsOf(table, pattern))
            .filter((chain) => reached.has(chain))
            .map(({ rules }) => rules.length),
        );
      const counts = { 'iptables-legacy': rulesIn('iptables-legacy'), 'iptables-nft': rulesIn('iptables-nft') };
      if (backends.every((backend) => counts[backend] > 0)) {
        found.push({
          owner,
          pattern,
          family,
          counts,
          model,
          stale: owner === 'kube-proxy' ? staleBackend(context, node, model, family) : null,
        });
      }
    }
  }
  return { found, unseen };
}

const chainsOf = (table: NetfilterTable, pattern: RegExp): readonly Chain[] =>
  [...table.chains.values()].filter(({ name }) => pattern.test(name));
const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

function twoBackends(node: NodeModel, context: FactContext): FactValue {
  const { found, unseen } = doubled(node, context);
  const items = found.map(
    ({ owner, family, counts, stale }): Item => ({
      owner,
      family,
      legacyRules: counts['iptables-legacy'],
      nftRules: counts['iptables-nft'],
      stale,
    }),
  );
  return listOf(items, unseen);
}

function staleJumps(node: NodeModel, context: FactContext): FactValue {
  const { found, unseen } = doubled(node, context);
  const items: Item[] = [];
  for (const { owner, family, stale, model } of found) {
    if (stale === null) continue;
    const ownChains = owner === 'kube-proxy' ? /^KUBE-/ : /^$/;
    for (const table of model.tables.filter(({ backend }) => backend === stale)) {
      for (const chain of table.chains.values()) {
        if (!('hook' in chain)) continue;
        for (const rule of chain.rules) {
          const jump = rule.statements.find(({ kind }) => kind === 'jump' || kind === 'goto');
          if (jump === undefined || !('chain' in jump) || !ownChains.test(jump.chain)) continue;
          items.push({
            owner,
            family,
            command: iptablesCommand(stale, family),
            table: table.name,
            chain: chain.name,
            spec: rule.text.replace(/^-A /, ''),
            rule: rule.text,
          });
        }
      }
    }
  }
  return listOf(items, unseen);
}
