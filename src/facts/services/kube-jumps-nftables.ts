import type { BaseChain, Chain, NetfilterModel, NetfilterTable } from '../../model/netfilter.ts';
import type { Family } from '../../parse/records.ts';
import { kubeProxyTable } from './kernel-services-nftables.ts';
import { type Gap, leadsTo, loses } from './kube-jumps-gap.ts';

/** Base chains of nftables mode (pkg/proxy/nftables/proxier.go, nftablesBaseChains and nftablesJumpChains). */
const bases = [
  { kind: 'entry', hook: 'prerouting', to: 'services', loses: loses.pods },
  { kind: 'entry', hook: 'output', to: 'services', loses: loses.node },
  { kind: 'helper', hook: 'postrouting', to: 'masquerading', loses: loses.masquerade },
] as const;

/** The same gaps in kube-proxy's own table; `served` says that some Service of the family has endpoints. */
export function nftablesGaps(model: NetfilterModel, family: Family, served: boolean): readonly Gap[] {
  const name = `${family === 4 ? 'ip' : 'ip6'} kube-proxy`;
  const table = kubeProxyTable(model, family);
  const place = { family, table: name } as const;
  if (table === undefined)
    return served
      ? [{ ...place, kind: 'entry', chain: 'services', problem: `there is no table ${name}`, loses: loses.all }]
      : [];
  const gaps: Gap[] = [];
  if (served && !asksForServices(table.chains.get('services')))
    gaps.push({
      ...place,
      kind: 'entry',
      chain: 'services',
      problem: `chain services of table ${name} does not look into the map service-ips`,
      loses: loses.all,
    });
  else if (served && (table.sets.get('service-ips')?.elements.length ?? 0) === 0)
    gaps.push({
      ...place,
      kind: 'entry',
      chain: 'services',
      problem: `map service-ips of table ${name} is empty`,
      loses: loses.all,
    });
  if (
    !(table.chains.get('masquerading')?.rules ?? []).some(({ statements }) =>
      statements.some(({ kind }) => kind === 'masquerade'),
    )
  )
    gaps.push({
      ...place,
      kind: 'helper',
      chain: 'masquerading',
      problem: `chain masquerading of table ${name} has no masquerade`,
      loses: loses.masquerade,
    });
  for (const { kind, hook, to, loses: lost } of bases) {
    const target = table.chains.get(to);
    if (target === undefined || target.rules.length === 0) continue;
    const own = natChains(table, hook);
    if (own.some((chain) => leadsTo(table, chain.name, to))) continue;
    const [base] = own;
    const problem = base
      ? `chain ${base.name} of table ${name} does not lead to ${to}`
      : `table ${name} has no nat chain for ${hook}`;
    gaps.push({
      ...place,
      kind,
      chain: base?.name ?? hook,
      problem,
      loses: lost,
      ...(base ? { nftRule: `${name} ${base.name} jump ${to}` } : {}),
    });
  }
  return gaps;
}

const natChains = ({ chains }: NetfilterTable, hook: string): readonly BaseChain[] =>
  [...chains.values()].filter(
    (chain): chain is BaseChain =>
      'hook' in chain && (chain as BaseChain).hook === hook && (chain as BaseChain).type === 'nat',
  );

const asksForServices = (chain: Chain | undefined): boolean =>
  (chain?.rules ?? []).some(({ statements }) =>
    statements.some((statement) => statement.kind === 'verdict-map' && statement.map === 'service-ips'),
  );
