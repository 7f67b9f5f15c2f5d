import { zoneAnswer } from '../../model/corefile-zones.ts';
import type { NodeModel } from '../../model/types.ts';
import { fromReading, listOf, unknownBecause } from '../fact-value.ts';
import { getOrMake } from '../get-or-make.ts';
import { defineFact, type FactContext, type FactValue, type Item, type Unseen } from '../types.ts';
import { corefileOfDns } from './corefile-of.ts';

export const zoneFacts = [
  defineFact({
    name: 'cluster.dns.unservedDomains',
    target: 'cluster',
    type: 'list',
    fields: { domain: 'string', zones: 'string', nodes: 'string', pod: 'string' },
    doc: "Domains that pods look for the cluster's names in and that the plugin kubernetes of CoreDNS does not serve: `zones` is what it serves. They are taken from the search lists of pods with dnsPolicy ClusterFirst (`pod` is one of them), on a node where none was read from the kubelet's clusterDomain. Unknown where another plugin of the Corefile may answer, or a file that it imports.",
    sources: ['resolv-conf', 'kubelet-config', 'processes', 'cluster/configmaps', 'cluster/services'],
    compute: (_, context) => fromReading(corefileOfDns(context), (corefile) => unserved(context, corefile)),
  }),
] as const;

interface Domain {
  readonly nodes: Set<string>;
  pod: string | null;
}

function unserved(context: FactContext, corefile: Parameters<typeof zoneAnswer>[0]): FactValue {
  const domains = new Map<string, Domain>();
  const unseen: Unseen[] = [];
  for (const node of context.cluster.nodes) {
    const told = domainsOf(node);
    for (const { domain, pod } of told) {
      const entry = getOrMake(domains, domain, (): Domain => ({ nodes: new Set(), pod: null }));
      entry.nodes.add(node.name);
      entry.pod ??= pod;
    }
    if (told.length === 0) unseen.push(...gapOf(node));
  }
  const items: Item[] = [];
  for (const [domain, { nodes, pod }] of [...domains].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const answer = zoneAnswer(corefile, domain);
    if (answer.state === 'unknown') return unknownBecause({ missing: 'cluster/configmaps', reason: answer.reason });
    if (answer.state === 'served') continue;
    items.push({ domain, zones: answer.zones.join(', '), nodes: [...nodes].slice(0, 10).join(', '), pod });
  }
  return listOf(items, domains.size === 0 ? unseen : []);
}

/** `web.svc.cluster.local` of a pod in namespace web; what else a search list has comes from the node or the pod itself. */
function domainsOf(node: NodeModel): readonly { readonly domain: string; readonly pod: string | null }[] {
  const found = new Map<string, string | null>();
  for (const { pod, resolvConf } of node.namespaces) {
    if (pod === null || pod.terminating || pod.dnsPolicy !== 'ClusterFirst' || resolvConf.state !== 'known') continue;
    const prefix = `${pod.namespace}.svc.`;
    for (const name of resolvConf.value.search)
      if (name.startsWith(prefix) && name.length > prefix.length)
        found.set(name.slice(prefix.length).replace(/\.$/, '').toLowerCase(), `${pod.namespace}/${pod.name}`);
  }
  if (found.size === 0) {
    const configured = kubeletDomain(node);
    if (configured !== null) found.set(configured, null);
  }
  return [...found].map(([domain, pod]) => ({ domain, pod }));
}

/** The flag wins over the file (kubelet's own order). */
function kubeletDomain({ processes, kubelet: { dns } }: NodeModel): string | null {
  const flag =
    processes.state === 'known'
      ? processes.value.find(({ name }) => name === 'kubelet' || name === 'hyperkube')?.flags['cluster-domain']
      : undefined;
  const domain = flag ?? (dns.state === 'known' ? dns.value.clusterDomain : null) ?? '';
  return domain === '' ? null : domain.replace(/\.$/, '').toLowerCase();
}

function gapOf(node: NodeModel): readonly Unseen[] {
  const who = `node/${node.name}`;
  if (!node.seen) return [{ who, missing: who, reason: 'the node was not seen' }];
  const blind = node.namespaces.map(({ resolvConf }) => resolvConf).find(({ state }) => state === 'unknown');
  return blind?.state === 'unknown' ? [{ who, missing: blind.missing, reason: blind.reason }] : [];
}
