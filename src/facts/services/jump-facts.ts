import type { NetfilterModel, NetfilterTable } from '../../model/netfilter.ts';
import type { NodeModel } from '../../model/types.ts';
import type { Family } from '../../parse/records.ts';
import { iptablesCommand } from '../firewall/rule-line.ts';
import { listOf } from '../fact-value.ts';
import { defineFact, type FactContext, type FactValue, type Item, type Unseen } from '../types.ts';
import { discrepanciesOf } from './discrepancies.ts';
import { tablesOf } from './kube-proxy-mode.ts';
import { staleBackend } from './stale-backend.ts';

/** What leads packets into kube-proxy's nat chains (pkg/proxy/iptables/proxier.go, iptablesJumpChains). */
const jumps = [
  { from: 'PREROUTING', to: 'KUBE-SERVICES', comment: 'kubernetes service portals', loses: "pods' connections to every ClusterIP" },
  { from: 'OUTPUT', to: 'KUBE-SERVICES', comment: 'kubernetes service portals', loses: "the node's own connections to every ClusterIP" },
  { from: 'POSTROUTING', to: 'KUBE-POSTROUTING', comment: 'kubernetes postrouting rules', loses: 'NodePort and hairpin connections, which need a translated source' },
] as const;

export const jumpFacts = [
  defineFact({
    name: 'node.services.missingJumps',
    target: 'node',
    type: 'list',
    fields: { family: 'integer', table: 'string', chain: 'string', to: 'string', loses: 'string', command: 'string', spec: 'string' },
    doc: "Built-in nat chains that no longer lead to kube-proxy's chains although those have rules; iptables mode only. `spec` is the rule as `-I` wants it.",
    sources: ['iptables-nft-save4', 'iptables-legacy-save4', 'iptables-nft-save6', 'iptables-legacy-save6'],
    compute: ({ node }, context) => missingJumps(node, context),
  }),
  defineFact({
    name: 'node.services.allMissing',
    target: 'node',
    type: 'list',
    fields: { services: 'integer' },
    doc: 'One item where the kernel has no rule for any of the Services with endpoints, although kube-proxy works there (or worked: its chains are there).',
    sources: ['iptables-nft-save4', 'iptables-legacy-save4', 'nft-ruleset', 'ipvs', 'cluster/services', 'cluster/endpointslices'],
    compute: ({ node }, context) => allMissing(node, context),
  }),
] as const;

function missingJumps(node: NodeModel, context: FactContext): FactValue {
  const items: Item[] = [];
  const unseen: Unseen[] = [];
  for (const family of [4, 6] as const) {
    const netfilter = node.host.netfilter[family];
    if (netfilter.state === 'unknown' && family === 4) unseen.push({ who: `node/${node.name}`, missing: netfilter.missing, reason: netfilter.reason });
    if (netfilter.state !== 'known') continue;
    const current = currentBackend(context, node, netfilter.value, family);
    const nat = netfilter.value.tables.find((table) => table.backend === current && table.name === 'nat');
    if (current === null || nat === undefined) continue;
    for (const { from, to, comment, loses } of jumps) {
      const target = nat.chains.get(to);
      if (target === undefined || target.rules.length === 0 || leadsTo(nat, from, to)) continue;
      items.push({ family, table: 'nat', chain: from, to, loses, command: iptablesCommand(current, family), spec: `${from} -m comment --comment "${comment}" -j ${to}` });
    }
  }
  return listOf(items, unseen);
}

/** The back end that kube-proxy keeps its chains in; null in the other modes. */
function currentBackend(context: FactContext, node: NodeModel, model: NetfilterModel, family: Family): 'iptables-legacy' | 'iptables-nft' | null {
  const tables = tablesOf(context, node, family);
  // Rules of iptables mode stay behind when a node changes to another mode.
  if (tables === undefined || tables.has('nftables') || tables.has('ipvs')) return null;
  const both = (['iptables-nft', 'iptables-legacy'] as const).filter((backend) => tables.has(backend));
  const stale = both.length > 1 ? staleBackend(context, node, model, family) : null;
  return both.find((backend) => backend !== stale) ?? null;
}

/** Whether some rule, of the chain itself or of one that it leads to, jumps there. */
function leadsTo(table: NetfilterTable, from: string, to: string): boolean {
  const reached = new Set([from]);
  for (const name of reached) {
    for (const { statements } of table.chains.get(name)?.rules ?? []) {
      for (const statement of statements) {
        if (statement.kind !== 'jump' && statement.kind !== 'goto') continue;
        if (statement.chain === to) return true;
        reached.add(statement.chain);
      }
    }
  }
  return false;
}

function allMissing(node: NodeModel, context: FactContext): FactValue {
  const found = discrepanciesOf(context, node);
  const netfilter = node.host.netfilter[4];
  if (found === undefined) {
    const { services, endpoints } = context.cluster;
    const gap = [services, endpoints, netfilter].find((reading) => reading.state === 'unknown');
    const { missing, reason } = gap?.state === 'unknown' ? gap : { missing: `node/${node.name}`, reason: 'the node was not seen' };
    return listOf([], [{ who: `node/${node.name}`, missing, reason }]);
  }
  const empty = found !== null && found.compared > 0 && found.missing === found.compared;
  return listOf(empty ? [{ services: found.compared }] : []);
}
