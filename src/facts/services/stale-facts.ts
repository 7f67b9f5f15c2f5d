import type { NodeModel } from '../../model/types.ts';
import { listOf } from '../fact-value.ts';
import { defineFact, type FactContext, type FactValue, type Item, type Unseen } from '../types.ts';
import { expectedServices } from './expected.ts';
import type { KernelTable } from './kernel-table.ts';
import { tablesOf } from './kube-proxy-mode.ts';
import { staleBackend } from './stale-backend.ts';

const few = (texts: readonly string[]): string => (texts.length > 3 ? `${texts.slice(0, 3).join(', ')} and ${texts.length - 3} more` : texts.join(', '));

/** More than this are only counted. */
const MAX_ITEMS = 20;

export const staleFacts = [
  defineFact({
    name: 'node.services.staleTargets',
    target: 'node',
    type: 'list',
    fields: { service: 'string', address: 'ip', port: 'integer', backend: 'string', stale: 'string', services: 'integer' },
    doc: 'Services whose rules in an iptables back end that is not kept up to date lead to addresses which are no endpoints any more (`stale`), while the other back end has rules for them too; `services` counts all of them, the first twenty are listed.',
    sources: ['iptables-nft-save4', 'iptables-legacy-save4', 'cluster/services', 'cluster/endpointslices'],
    compute: ({ node }, context) => staleTargets(node, context),
  }),
] as const;

function staleTargets(node: NodeModel, context: FactContext): FactValue {
  const unseen: Unseen[] = [];
  const items: Item[] = [];
  const all = expectedServices(context);
  for (const family of [4, 6] as const) {
    const netfilter = node.host.netfilter[family];
    if (netfilter.state === 'unknown' && family === 4) unseen.push({ who: `node/${node.name}`, missing: netfilter.missing, reason: netfilter.reason });
    if (netfilter.state !== 'known') continue;
    const tables = tablesOf(context, node, family);
    const [legacy, nft] = [tables?.get('iptables-legacy'), tables?.get('iptables-nft')];
    const other = nft ?? tables?.get('nftables') ?? tables?.get('ipvs');
    if (legacy === undefined || other === undefined) continue;
    if (all === undefined) {
      const { services, endpoints } = context.cluster;
      const gap = services.state === 'unknown' ? services : endpoints;
      if (gap.state === 'unknown') unseen.push({ who: 'cluster', missing: gap.missing, reason: gap.reason });
      continue;
    }
    // Rules of iptables mode are the stale ones where kube-proxy now works in another mode.
    const backend = nft === undefined ? 'iptables-legacy' : staleBackend(context, node, netfilter.value, family);
    if (backend === null) continue;
    const table: KernelTable = backend === 'iptables-legacy' || nft === undefined ? legacy : nft;
    for (const { key, address, port, service, allowed } of all) {
      const stale = [...(table.get(key)?.endpoints ?? [])].filter((endpoint) => !allowed.has(endpoint)).sort();
      if (stale.length > 0) items.push({ service: `${service.namespace}/${service.name}`, address, port: port.port, backend, stale: few(stale) });
    }
  }
  const counted = items.slice(0, MAX_ITEMS).map((item) => ({ ...item, services: items.length }));
  return listOf(counted, unseen);
}
