import type { NetfilterModel } from '../../model/netfilter.ts';
import type { NodeModel } from '../../model/types.ts';
import type { Family } from '../../parse/records.ts';
import type { FactContext } from '../types.ts';
import type { KernelServices } from './kernel-services-entry.ts';
import { forwardNeedsKubeForward } from './kube-jumps-forward.ts';
import { type Gap, leadsTo, loses } from './kube-jumps-gap.ts';
import { helperGaps } from './kube-jumps-helpers.ts';
import { nftablesGaps } from './kube-jumps-nftables.ts';
import { outsideIsMasqueraded } from './kube-jumps-outside.ts';
import { kernelOf, type ProxyMode } from './kube-proxy-rules.ts';
import { expectedOf, isOfMode } from './service-rules.ts';
import { compareServices } from './service-rules-compare.ts';

type IptablesBackend = 'iptables-legacy' | 'iptables-nft';

/** What kube-proxy puts into the built-in chains of nat (pkg/proxy/iptables/proxier.go, iptablesJumpChains). */
const jumps = [
  { kind: 'entry', from: 'PREROUTING', to: 'KUBE-SERVICES', comment: 'kubernetes service portals', loses: loses.pods },
  { kind: 'entry', from: 'OUTPUT', to: 'KUBE-SERVICES', comment: 'kubernetes service portals', loses: loses.node },
  {
    kind: 'helper',
    from: 'POSTROUTING',
    to: 'KUBE-POSTROUTING',
    comment: 'kubernetes postrouting rules',
    loses: loses.masquerade,
  },
] as const;

/** NodePorts and refusals are in chains of their own. */
function leadsAnywhere(services: KernelServices): boolean {
  for (const [key, { refused }] of services) if (!refused && !key.startsWith('*')) return true;
  return false;
}

/** All gaps of a node's rules in one family, which were read. */
export function gapsOf(
  context: FactContext,
  node: NodeModel,
  model: NetfilterModel,
  family: Family,
  mode: ProxyMode,
): readonly Gap[] {
  return allGaps(context, node, model, family, mode).map((gap) => {
    if (gap.loses !== loses.masquerade) return gap;
    // Where the mark is missing, nobody keeps flannel from masquerading what comes from outside.
    const mark = gap.chain === 'KUBE-MARK-MASQ' ? 0 : MASQUERADE_MARK;
    return outsideIsMasqueraded(context, node, model, family, mark) ? { ...gap, loses: loses.hairpin } : gap;
  });
}

/** The bit of --iptables-masquerade-bit, which hardly anybody changes. */
const MASQUERADE_MARK = 0x4000;

function allGaps(
  context: FactContext,
  node: NodeModel,
  model: NetfilterModel,
  family: Family,
  mode: ProxyMode,
): readonly Gap[] {
  const served = hasServedServices(context, node, family);
  if (mode === 'ipvs') return served && !kernelOf(context, node, family).has('ipvs') ? [noVirtualServers(family)] : [];
  if (mode === 'nftables') return nftablesGaps(model, family, served);
  const backend = backendOf(context, node, family);
  const nat = model.tables.find((table) => table.backend === backend && table.name === 'nat');
  if (backend === null || nat === undefined) return served ? [noChains(family)] : [];
  const place = { family, table: 'nat' } as const;
  const command = toolOf(backend, family);
  const gaps: Gap[] = [];
  const services = kernelOf(context, node, family).get(backend);
  if (services !== undefined && served && !leadsAnywhere(services))
    gaps.push({
      ...place,
      kind: 'entry',
      chain: 'KUBE-SERVICES',
      problem: 'KUBE-SERVICES has no rule for any Service',
      loses: loses.all,
    });
  for (const { kind, from, to, comment, loses: lost } of jumps) {
    const target = nat.chains.get(to);
    if (target === undefined || target.rules.length === 0 || leadsTo(nat, from, to)) continue;
    const spec = `${from} -m comment --comment "${comment}" -j ${to}`;
    gaps.push({
      ...place,
      kind,
      chain: from,
      problem: `nat ${from} does not lead to ${to}`,
      loses: lost,
      command,
      spec,
    });
  }
  gaps.push(...helperGaps(nat, family, command));
  if (forwardNeedsKubeForward(context, node, model, backend, family)) {
    const spec = 'FORWARD -m comment --comment "kubernetes forwarding rules" -j KUBE-FORWARD';
    gaps.push({
      family,
      table: 'filter',
      kind: 'helper',
      chain: 'FORWARD',
      problem: 'filter FORWARD does not lead to KUBE-FORWARD',
      loses: 'connections from outside to NodePorts',
      command,
      spec,
    });
  }
  return gaps;
}

/** Without the API: there is always default/kubernetes, in one family or the other. */
function hasServedServices(context: FactContext, node: NodeModel, family: Family): boolean {
  if (context.cluster.services.state === 'unknown')
    return family === 4 && [...kernelOf(context, node, 6).values()].every(({ size }) => size === 0);
  return expectedOf(context, family).some(({ ready, settling }) => ready.length > 0 && settling === null);
}

const toolOf = (backend: IptablesBackend, family: Family): string =>
  family === 4 ? backend : backend.replace('iptables', 'ip6tables');

const noChains = (family: Family): Gap => ({
  kind: 'entry',
  family,
  table: 'nat',
  chain: 'KUBE-SERVICES',
  problem: 'nat has no chain KUBE-SERVICES',
  loses: loses.all,
});

const noVirtualServers = (family: Family): Gap => ({
  kind: 'entry',
  family,
  table: 'ip_vs',
  chain: 'ip_vs',
  problem: 'IPVS has no virtual server',
  loses: loses.all,
});

/** The back end with kube-proxy's chains; of two the one that agrees more with the API. */
function backendOf(context: FactContext, node: NodeModel, family: Family): IptablesBackend | null {
  const expected = expectedOf(context, family);
  const found = [...kernelOf(context, node, family)].flatMap(([backend, services]) =>
    isOfMode(backend, 'iptables')
      ? [{ backend: backend as IptablesBackend, wrong: compareServices(expected, services, node.name).length }]
      : [],
  );
  return found.toSorted((a, b) => a.wrong - b.wrong)[0]?.backend ?? null;
}
