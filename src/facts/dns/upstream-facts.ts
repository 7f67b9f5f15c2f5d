import { podToOutside } from '../../walk/flows.ts';
import { fromReading, listOf } from '../fact-value.ts';
import { defineFact, type FactContext, type FactValue, type Item, type Unseen } from '../types.ts';
import { endOf, isLost } from './lost.ts';
import { tooEarly } from './too-early.ts';
import { leadsBack, type Upstream, upstreamsOf } from './upstreams.ts';

const sources = ['resolv-conf', 'kubelet-resolv-conf', 'cluster/configmaps', 'cluster/services', 'cluster/pods'];
const fields = { pod: 'string', node: 'string', server: 'ip', via: 'string' } as const;

export const upstreamFacts = [
  defineFact({
    name: 'cluster.dns.loops',
    target: 'cluster',
    type: 'list',
    fields: { ...fields, detected: 'boolean' },
    doc: "Pods of the cluster DNS that forward questions to themselves: to their own loopback (a resolver of the node's, as systemd-resolved has one at 127.0.0.53), or to the Service of the cluster DNS. `via` is the Corefile or the file that it names; `detected` says that the plugin `loop` is there, which ends CoreDNS.",
    sources,
    compute: (_, context) =>
      fromReading(upstreamsOf(context), ({ upstreams, unseen }) =>
        listOf(
          upstreams
            .filter((upstream) => leadsBack(context, upstream))
            .map((upstream) => ({ ...itemOf(upstream), detected: upstream.forward.hasLoop })),
          unseen,
        ),
      ),
  }),
  defineFact({
    name: 'cluster.dns.lostUpstreams',
    target: 'cluster',
    type: 'list',
    fields: { ...fields, end: 'string' },
    doc: 'Servers that pods of the cluster DNS forward to and that their packets do not reach: `end` says what becomes of a question by UDP, and which line decides. Without those that the node itself has no route to.',
    sources: [
      ...sources,
      'ip-route4',
      'ip-rule4',
      'ip-neigh',
      'iptables-nft-save4',
      'iptables-legacy-save4',
      'nft-ruleset',
    ],
    compute: (_, context) =>
      fromReading(upstreamsOf(context), ({ upstreams, unseen }) => lost(context, upstreams, unseen)),
  }),
] as const;

const itemOf = ({ pod, node, address, via }: Upstream): Item => ({
  pod: `${pod.namespace}/${pod.name}`,
  node: node.name,
  server: address,
  via,
});

function lost(context: FactContext, upstreams: readonly Upstream[], gaps: readonly Unseen[]): FactValue {
  const items: Item[] = [];
  const unseen = [...gaps];
  for (const upstream of upstreams) {
    if (leadsBack(context, upstream)) continue;
    const { pod, netns, node, address, port } = upstream;
    const flow = { protocol: 'udp', port } as const;
    const { outcomes } = podToOutside(context.cluster, netns, address, flow);
    const missing = outcomes.find(({ disposition }) => disposition === 'insufficient-information')?.missing;
    const end = outcomes.find(isLost);
    if (end === undefined) {
      if (missing)
        unseen.push({ who: `pod/${pod.namespace}/${pod.name}`, missing: missing.input, reason: missing.reason });
      continue;
    }
    // A cluster without a way out has no names of the outside either, and is meant so.
    if (end.disposition === 'no-route' && isUnrouted(context, upstream)) continue;
    const early = tooEarly(context, end);
    if (early !== null) {
      unseen.push({ who: `pod/${pod.namespace}/${pod.name}`, missing: early.missing, reason: early.reason });
      continue;
    }
    items.push({ ...itemOf(upstream), end: endOf(end), node: node.name });
  }
  return listOf(items, unseen);
}

const isUnrouted = ({ cluster }: FactContext, { node, address, port }: Upstream): boolean =>
  podToOutside(cluster, node.host, address, { protocol: 'udp', port }).outcomes.some(
    ({ disposition }) => disposition === 'no-route',
  );
