import type {
  AddressRange,
  Chain,
  Match,
  NetfilterModel,
  NetfilterTable,
  Rule,
  Statement,
} from '../../model/netfilter.ts';
import type { Family } from '../../parse/records.ts';
import type { ServiceBackend } from './kernel-services-entry.ts';
import { kubeProxyTable } from './kernel-services-nftables.ts';

/** What kube-proxy's rules take for addresses of pods: connections to ClusterIPs from all others get the node's address. */
export interface LocalNetwork {
  readonly range: AddressRange;
  /** The rule, as its tool prints it. */
  readonly rule: string;
}

/**
 * The networks that stand behind `! -s` (`ip saddr !=`) in rules that mark for masquerading, in the order of the rules. Rules that go by the
 * device (`! -i cni0`) and such as masquerade everything name none.
 */
export function localNetworks(model: NetfilterModel, backend: ServiceBackend, family: Family): readonly LocalNetwork[] {
  const found = new Map<string, LocalNetwork>();
  for (const chain of chainsOf(model, backend, family)) {
    for (const rule of chain.rules) {
      if (!marks(rule)) continue;
      const range = excluded(rule);
      const key = range === null ? null : `${range.first} ${range.last}`;
      if (range !== null && key !== null && !found.has(key)) found.set(key, { range, rule: rule.text });
    }
  }
  return [...found.values()];
}

/** Since 1.21 the rule is in the Service's own chain, before that, and for IPVS, in KUBE-SERVICES. */
function chainsOf(model: NetfilterModel, backend: ServiceBackend, family: Family): readonly Chain[] {
  if (backend === 'nftables') return [...(kubeProxyTable(model, family)?.chains.values() ?? [])];
  const isOwn = (table: NetfilterTable): boolean =>
    table.name === 'nat' && (backend === 'ipvs' ? table.backend !== 'nftables' : table.backend === backend);
  return model.tables
    .filter(isOwn)
    .flatMap(({ chains }) => [...chains.values()])
    .filter(({ name }) => name === 'KUBE-SERVICES' || name.startsWith('KUBE-SVC-'));
}

/** KUBE-MARK-MASQ of iptables, and what nftables mode had in its place before 1.31. */
const markers: ReadonlySet<string> = new Set(['KUBE-MARK-MASQ', 'mark-for-masquerade']);

const marks = ({ statements }: Rule): boolean =>
  statements.some(
    (statement) => statement.kind === 'set-mark' || (statement.kind === 'jump' && markers.has(statement.chain)),
  );

function excluded({ matches, statements }: Rule): AddressRange | null {
  const all: readonly Match[] = [...matches, ...statements.flatMap(innerMatch)];
  for (const match of all) if (match.kind === 'source' && match.negated) return match.networks[0] ?? null;
  return null;
}

const innerMatch = (statement: Statement): readonly Match[] => (statement.kind === 'match' ? [statement.match] : []);
