import type { NetfilterModel } from '../../model/netfilter.ts';
import type { Family } from '../../parse/records.ts';
import type { RuleRef } from '../../walk/types.ts';
import type { Item } from '../types.ts';

/** How every fact names a netfilter rule, and what commands need to get at it. */
export const ruleFields = {
  family: 'integer',
  backend: 'string',
  table: 'string',
  chain: 'string',
  number: 'integer',
  rule: 'string',
  spec: 'string',
  command: 'string',
  policyOf: 'string',
  insertAt: 'integer',
  nftTable: 'string',
  handle: 'integer',
} as const;

export const ruleFieldsDoc =
  "`rule` is the line as its tool prints it (`number` 0: the policy of the chain). For iptables `command` is the tool of the back end, `spec` the rule as `-D` wants it and `insertAt` the place before it, `policyOf` the chain whose policy it is; for a native chain `nftTable` is `family name`, and `handle` the rule's.";

/** `iptables-nft`, `ip6tables-legacy`: the tool that talks to that back end whatever `iptables` is an alternative of. */
export const iptablesCommand = (backend: 'iptables-legacy' | 'iptables-nft', family: Family): string =>
  family === 4 ? backend : backend.replace('iptables', 'ip6tables');

export function ruleLine(model: NetfilterModel, ref: RuleRef, family: Family): Item {
  const { backend, table, chain, number, text } = ref;
  const shared = { family, backend, table, chain, number, rule: text };
  if (backend === 'nftables') {
    const owner = model.tables.find((one) => one.backend === backend && one.name === table && one.chains.has(chain));
    return {
      ...shared,
      spec: null,
      command: null,
      policyOf: null,
      insertAt: null,
      nftTable: `${owner?.family ?? 'ip'} ${table}`,
      handle: owner?.chains.get(chain)?.rules[number - 1]?.handle ?? null,
    };
  }
  return {
    ...shared,
    spec: number === 0 ? null : text.replace(/^-A /, ''),
    command: iptablesCommand(backend, family),
    policyOf: number === 0 ? chain : null,
    insertAt: number === 0 ? null : number,
    nftTable: null,
    handle: null,
  };
}

/** Chains in which network policies and firewalls of the cluster's own are carried out: what they drop is meant to be dropped. */
const policyChains =
  /^(?:cali-|CILIUM_|ANTREA-|KUBE-ROUTER-|KUBE-POD-FW-|KUBE-NWPLCY-|WEAVE-NPC|KUBE-PROXY-FIREWALL|KUBE-NETWORK-POLICIES|AZURE-NPM)/;
const policyTables = /^(?:calico|cilium|antrea|kube-network-policies|kube-router)/;

export const isNetworkPolicy = ({ table, chain }: RuleRef): boolean =>
  policyChains.test(chain) || policyTables.test(table);
