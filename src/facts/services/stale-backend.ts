import type { NetfilterModel } from '../../model/netfilter.ts';
import type { NodeModel } from '../../model/types.ts';
import type { Family } from '../../parse/records.ts';
import { reachableChains } from '../firewall/reachable-chains.ts';
import type { FactContext } from '../types.ts';
import type { KernelServices } from './kernel-services-entry.ts';
import { filledKernelOf } from './kube-proxy-rules.ts';
import { settledServices } from './service-rules-expected.ts';

type IptablesBackend = 'iptables-legacy' | 'iptables-nft';

/**
 * Which iptables back end holds Service rules that nobody keeps up to date, where both hold some: one that no packet gets to; else the
 * one that leads to more addresses which are no endpoints; else the one with fewer chains of daemons that renew them in the back end
 * they work with (canaries, flannel's). null where nothing tells them apart.
 */
export function staleBackend(
  context: FactContext,
  node: NodeModel,
  model: NetfilterModel,
  family: Family,
): IptablesBackend | null {
  const reached = { legacy: isReached(model, 'iptables-legacy'), nft: isReached(model, 'iptables-nft') };
  if (reached.legacy !== reached.nft) return reached.legacy ? 'iptables-nft' : 'iptables-legacy';
  const tables = filledKernelOf(context, node, family);
  const legacy = tables.get('iptables-legacy');
  const nft = tables.get('iptables-nft');
  if (legacy !== undefined && nft !== undefined) {
    const wrong = { legacy: wrongTargets(context, legacy), nft: wrongTargets(context, nft) };
    if (wrong.legacy !== wrong.nft) return wrong.legacy > wrong.nft ? 'iptables-legacy' : 'iptables-nft';
  }
  const signs = { legacy: signsOfLife(model, 'iptables-legacy'), nft: signsOfLife(model, 'iptables-nft') };
  if (signs.legacy !== signs.nft) return signs.legacy < signs.nft ? 'iptables-legacy' : 'iptables-nft';
  return null;
}

/** Whether any packet gets to the Service rules of a back end: chains that nothing jumps to are harmless. */
export function isReached(model: NetfilterModel, backend: IptablesBackend): boolean {
  const nat = model.tables.find((table) => table.backend === backend && table.name === 'nat');
  const chain = nat?.chains.get('KUBE-SERVICES');
  return nat !== undefined && chain !== undefined && reachableChains(nat).has(chain);
}

const renewed = /^(?:KUBE-PROXY-CANARY|KUBE-KUBELET-CANARY|KUBE-IPTABLES-HINT|FLANNEL-)/;

function signsOfLife(model: NetfilterModel, backend: IptablesBackend): number {
  const own = model.tables.filter((table) => table.backend === backend);
  return own.reduce((count, { chains }) => count + [...chains.keys()].filter((name) => renewed.test(name)).length, 0);
}

/** Targets of rules that the API does not know as endpoints, and ready endpoints that the rules lack. */
function wrongTargets(context: FactContext, table: KernelServices): number {
  let wrong = 0;
  for (const { key, allowed, ready } of settledServices(context) ?? []) {
    const kernel = table.get(key);
    for (const endpoint of kernel?.endpoints ?? []) if (!allowed.has(endpoint)) wrong++;
    for (const { text } of ready) if (!kernel?.endpoints.has(text)) wrong++;
  }
  return wrong;
}
