import type { NetfilterModel } from '../../model/netfilter.ts';
import type { NodeModel } from '../../model/types.ts';
import type { Family } from '../../parse/records.ts';
import type { FactContext } from '../types.ts';
import { expectedServices } from './expected.ts';
import type { KernelTable } from './kernel-table.ts';
import { tablesOf } from './kube-proxy-mode.ts';

type IptablesBackend = 'iptables-legacy' | 'iptables-nft';

/**
 * Which iptables back end holds Service rules that nobody keeps up to date, where both hold some: the one that leads to more addresses
 * which are no endpoints; else the one without kube-proxy's canary in mangle, which it renews in the back end it works with. null where
 * nothing tells them apart.
 */
export function staleBackend(
  context: FactContext,
  node: NodeModel,
  model: NetfilterModel,
  family: Family,
): IptablesBackend | null {
  const tables = tablesOf(context, node, family);
  const legacy = tables?.get('iptables-legacy');
  const nft = tables?.get('iptables-nft');
  if (legacy !== undefined && nft !== undefined) {
    const wrong = { legacy: wrongTargets(context, legacy), nft: wrongTargets(context, nft) };
    if (wrong.legacy !== wrong.nft) return wrong.legacy > wrong.nft ? 'iptables-legacy' : 'iptables-nft';
  }
  const canary = (backend: IptablesBackend): boolean =>
    model.tables.some(
      (table) => table.backend === backend && table.name === 'mangle' && table.chains.has('KUBE-PROXY-CANARY'),
    );
  if (canary('iptables-legacy') !== canary('iptables-nft'))
    return canary('iptables-legacy') ? 'iptables-nft' : 'iptables-legacy';
  return null;
}

/** Targets of rules that the API does not know as endpoints, and ready endpoints that the rules lack. */
function wrongTargets(context: FactContext, table: KernelTable): number {
  let wrong = 0;
  for (const { key, allowed, ready } of expectedServices(context) ?? []) {
    const kernel = table.get(key);
    for (const endpoint of kernel?.endpoints ?? []) if (!allowed.has(endpoint)) wrong++;
    for (const { text } of ready) if (!kernel?.endpoints.has(text)) wrong++;
  }
  return wrong;
}
