import type { NodeModel } from '../../model/types.ts';
import { absentBecause, listOf, unknownBecause } from '../fact-value.ts';
import { defineFact, type FactContext, type FactValue, type Item, type Unseen } from '../types.ts';
import { gapsOf } from './kube-jumps.ts';
import type { Gap } from './kube-jumps-gap.ts';
import { modeOf, unreadRules } from './kube-proxy-rules.ts';
import { onceProxySettled } from './settling.ts';

const sources = [
  'kube-proxy-mode',
  'kube-proxy-config',
  'iptables-nft-save4',
  'iptables-legacy-save4',
  'iptables-nft-save6',
  'iptables-legacy-save6',
  'nft-ruleset',
  'cluster/services',
  'cluster/endpointslices',
];
const fields = {
  family: 'integer',
  table: 'string',
  chain: 'string',
  problem: 'string',
  loses: 'string',
  command: 'string',
  spec: 'string',
  nftRule: 'string',
  restart: 'string',
} as const;
const guards =
  'A jump is put back by `command` (the iptables of its back end) with `spec`, or by `nft add rule` with `nftRule`; `restart` names the problem where only kube-proxy can write the rest.';

export const kubeJumpsFacts = [
  defineFact({
    name: 'node.services.missingEntries',
    target: 'node',
    type: 'list',
    fields,
    doc: `Ways into kube-proxy's Service rules that are missing, or lead to nothing: no Service works there. ${guards}`,
    sources,
    compute: ({ node }, context) => gapsOfKind(context, node, 'entry'),
  }),
  defineFact({
    name: 'node.services.missingHelpers',
    target: 'node',
    type: 'list',
    fields,
    doc: `Rules that many Services share and that are missing: masquerading, its mark, and the accept in FORWARD where nothing else accepts. ${guards}`,
    sources: [...sources, 'ip-route4', 'cluster/nodes'],
    compute: ({ node }, context) => gapsOfKind(context, node, 'helper'),
  }),
] as const;

function gapsOfKind(context: FactContext, node: NodeModel, kind: Gap['kind']): FactValue {
  const mode = modeOf(context, node);
  if (mode.state === 'none') return absentBecause(mode.reason);
  if (mode.state === 'unknown') return unknownBecause(mode);
  const unseen: Unseen[] = [];
  const items: Item[] = [];
  for (const family of [4, 6] as const) {
    const netfilter = node.host.netfilter[family];
    const unread = unreadRules(node, family, mode.state);
    // An IPv4 cluster does not mind what nobody could read of IPv6.
    if (unread.length > 0 && (family === 4 || hasServices(context, 6))) unseen.push(...unread);
    if (unread.length > 0 || netfilter.state !== 'known') continue;
    const gaps = context.memo(`gaps in kube-proxy's rules on ${node.name} ${family}`, () =>
      gapsOf(context, node, netfilter.value, family, mode.state),
    );
    items.push(...gaps.filter((gap) => gap.kind === kind).map(itemOf));
  }
  return onceProxySettled(context, node, listOf(items, unseen));
}

const hasServices = ({ cluster: { services } }: FactContext, family: 4 | 6): boolean =>
  services.state === 'known' &&
  services.value.some(({ clusterIps }) => clusterIps.some((address) => address.includes(':') === (family === 6)));

function itemOf({ family, table, chain, problem, loses, command, spec, nftRule }: Gap): Item {
  const canRun = spec !== undefined || nftRule !== undefined;
  return {
    family,
    table,
    chain,
    problem,
    loses,
    command: command ?? null,
    spec: spec ?? null,
    nftRule: nftRule ?? null,
    restart: canRun ? null : problem,
  };
}
