import type { NodeModel } from '../../model/types.ts';
import { probeOf } from '../../walk/netfilter/end.ts';
import { listOf } from '../fact-value.ts';
import { defineFact, type FactContext, type FactValue, type Item, type Unseen } from '../types.ts';
import { filledKernelOf } from './kube-proxy-rules.ts';
import { settledServices } from './service-rules-expected.ts';
import { onceProxySettled } from './settling.ts';
import { isReached, staleBackend } from './stale-backend.ts';

const few = (texts: readonly string[]): string =>
  texts.length > 3 ? `${texts.slice(0, 3).join(', ')} and ${texts.length - 3} more` : texts.join(', ');

/** More than this are only counted. */
const MAX_ITEMS = 20;

export const staleFacts = [
  defineFact({
    name: 'node.services.staleTargets',
    target: 'node',
    type: 'list',
    fields: {
      service: 'string',
      address: 'ip',
      port: 'integer',
      backend: 'string',
      stale: 'string',
      services: 'integer',
    },
    doc: 'Services whose rules in an iptables back end that is not kept up to date lead to addresses which are no endpoints any more (`stale`), while the other back end has rules for them too; `services` counts all of them, the first twenty are listed.',
    sources: ['iptables-nft-save4', 'iptables-legacy-save4', 'cluster/services', 'cluster/endpointslices'],
    compute: ({ node }, context) => staleTargets(node, context),
  }),
] as const;

function staleTargets(node: NodeModel, context: FactContext): FactValue {
  const unseen: Unseen[] = [];
  const items: Item[] = [];
  const all = settledServices(context);
  for (const family of [4, 6] as const) {
    const netfilter = node.host.netfilter[family];
    if (netfilter.state === 'unknown' && family === 4)
      unseen.push({ who: `node/${node.name}`, missing: netfilter.missing, reason: netfilter.reason });
    if (netfilter.state !== 'known') continue;
    const tables = filledKernelOf(context, node, family);
    if (tables.size < 2) {
      // The other back end's rules may be among what nobody read.
      for (const { backend, reason } of family === 4 ? netfilter.value.unread : [])
        unseen.push({ who: `node/${node.name}`, missing: probeOf(backend, family), reason });
      continue;
    }
    if (all === undefined) {
      const { services, endpoints } = context.cluster;
      const gap = services.state === 'unknown' ? services : endpoints;
      if (gap.state === 'unknown') unseen.push({ who: 'cluster', missing: gap.missing, reason: gap.reason });
      continue;
    }
    // Where kube-proxy works in another mode now, rules of iptables mode are what it left behind.
    const other = tables.has('nftables') || tables.has('ipvs');
    const left = other
      ? (['iptables-nft', 'iptables-legacy'] as const).find((one) => tables.has(one))
      : staleBackend(context, node, netfilter.value, family);
    const table = left == null ? undefined : tables.get(left);
    if (left == null || table === undefined || !isReached(netfilter.value, left)) continue;
    for (const { key, address, port, service, allowed } of all) {
      const stale = [...(table.get(key)?.endpoints ?? [])].filter((endpoint) => !allowed.has(endpoint)).sort();
      if (stale.length > 0)
        items.push({
          service: `${service.namespace}/${service.name}`,
          address,
          port: port.port,
          backend: left,
          stale: few(stale),
        });
    }
  }
  const counted = items.slice(0, MAX_ITEMS).map((item) => ({ ...item, services: items.length }));
  return onceProxySettled(context, node, listOf(counted, unseen));
}
