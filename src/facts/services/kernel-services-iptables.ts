import { formatAddress } from '../../model/ip.ts';
import type { NetfilterModel, Rule, Statement } from '../../model/netfilter.ts';
import type { Family } from '../../parse/records.ts';
import { type ChainReader, chainReader } from './kernel-services-chain.ts';
import { type KernelService, type KernelServices, nodePortKey, refusal, serviceKey } from './kernel-services-entry.ts';

/** Chains that belong to one Service (pkg/proxy/iptables/proxier.go); KUBE-XLB is what KUBE-EXT and KUBE-SVL were before 1.24. */
const serviceChain = /^KUBE-(?:SVC|SVL|EXT|XLB|FW)-/;

/** Services of iptables mode in one back end; undefined where kube-proxy's chains are not in it. */
export function iptablesServices(
  model: NetfilterModel,
  backend: 'iptables-legacy' | 'iptables-nft',
  family: Family,
): KernelServices | undefined {
  const own = model.tables.filter((table) => table.backend === backend);
  const nat = own.find(({ name }) => name === 'nat');
  const filter = own.find(({ name }) => name === 'filter');
  const chain = nat?.chains.get('KUBE-SERVICES');
  if (nat === undefined || chain === undefined) return undefined;
  const found = new Map<string, KernelService>();
  const behind = chainReader(nat, family);
  for (const rule of chain.rules) addService(found, rule, family, behind);
  for (const rule of nat.chains.get('KUBE-NODEPORTS')?.rules ?? []) addNodePort(found, rule, behind);
  for (const name of ['KUBE-SERVICES', 'KUBE-EXTERNAL-SERVICES']) {
    for (const rule of filter?.chains.get(name)?.rules ?? []) {
      const kind = rule.statements[0]?.kind;
      if (kind !== 'reject' && kind !== 'drop') continue;
      // Packets that nat has translated no longer have the Service's address when they come here.
      const key = keyOf(rule, family) ?? nodePortKeyOf(rule);
      if (key !== null && !found.has(key))
        found.set(key, refusal(name === 'KUBE-SERVICES' && !key.startsWith('*'), labelOf(rule)));
    }
  }
  return found;
}

function addService(found: Map<string, KernelService>, rule: Rule, family: Family, behind: ChainReader): void {
  const target = targetOf(rule.statements);
  const key = target === null ? null : keyOf(rule, family);
  if (target === null || key === null || found.has(key)) return;
  found.set(key, {
    ...behind(target),
    refused: false,
    isClusterIp: commentOf(rule).endsWith(' cluster IP'),
    label: labelOf(rule),
  });
}

/** A rule for 127.0.0.0/8 comes before each rule for all addresses; it only counts. */
function addNodePort(found: Map<string, KernelService>, rule: Rule, behind: ChainReader): void {
  const target = targetOf(rule.statements);
  const key = target === null ? null : nodePortKeyOf(rule);
  if (target === null || key === null || found.has(key)) return;
  found.set(key, { ...behind(target), refused: false, isClusterIp: false, label: labelOf(rule) });
}

function targetOf(statements: readonly Statement[]): string | null {
  for (const statement of statements) {
    if ((statement.kind === 'jump' || statement.kind === 'goto') && serviceChain.test(statement.chain))
      return statement.chain;
  }
  return null;
}

/** `-d 10.96.0.10/32 -p udp --dport 53` */
function keyOf({ matches }: Rule, family: Family): string | null {
  const end = portOf(matches);
  for (const match of matches) {
    if (match.kind !== 'destination' || match.negated) continue;
    const [range] = match.networks;
    if (end === null || match.networks.length !== 1 || range === undefined || range.first !== range.last) return null;
    return serviceKey(formatAddress(family, range.first), end.protocol, end.port);
  }
  return null;
}

function nodePortKeyOf({ matches }: Rule): string | null {
  if (matches.some(({ kind }) => kind === 'destination')) return null;
  const end = portOf(matches);
  return end === null ? null : nodePortKey(end.protocol, end.port);
}

function portOf(matches: Rule['matches']): { readonly protocol: string; readonly port: number } | null {
  let protocol: string | undefined;
  let port: number | undefined;
  for (const match of matches) {
    if (match.negated) continue;
    if (match.kind === 'protocol' && match.protocols.length === 1) protocol = match.protocols[0];
    else if (match.kind === 'destination-port' && match.ranges.length === 1) port = match.ranges[0]?.first;
  }
  return protocol === undefined || port === undefined ? null : { protocol, port };
}

/** `default/web:http cluster IP`, `default/empty:http has no endpoints`; iptables-save puts it in quotes. */
function commentOf({ comment, text }: Rule): string {
  if (comment !== undefined) return comment;
  const option = '--comment "';
  const at = text.indexOf(option);
  return at < 0 ? '' : text.slice(at + option.length, text.indexOf('"', at + option.length));
}

function labelOf(rule: Rule): string | null {
  const [label = ''] = commentOf(rule).split(' ', 1);
  return label.includes('/') ? label : null;
}
