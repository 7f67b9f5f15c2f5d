import { parseAddress } from '../../model/ip.ts';
import type { NodeModel, Pod } from '../../model/types.ts';
import { absentBecause, fromReading, listOf, unknownBecause } from '../fact-value.ts';
import { defineFact, type FactContext, type FactValue, type Item, type Unseen } from '../types.ts';
import { clusterDns, dnsServices } from './cluster-dns.ts';
import { expectedServers, type NameServer, nameServer } from './nameservers.ts';

const guards =
  'Not among them: an address of a Service that has port 53, an address that another machine of the snapshot has, or the node where something listens there (a cache), and name servers that a pod asks for itself (dnsConfig). Absent where the cluster has no DNS of its own that is known.';
const podFields = {
  server: 'string',
  pod: 'string',
  pods: 'integer',
  expected: 'string',
  why: 'string',
} as const;
const sources = ['resolv-conf', 'ip-addr', 'cluster/services', 'cluster/pods', 'cluster/servicecidrs'];

export const nameserverFacts = [
  defineFact({
    name: 'node.dns.deadServers',
    target: 'node',
    type: 'list',
    fields: podFields,
    doc: `Name servers that pods of the node with dnsPolicy ClusterFirst have and that nobody serves (\`why\`), where they have no other: \`pod\` is one of those pods, \`pods\` counts them, \`expected\` is what they ought to have. ${guards}`,
    sources,
    compute: ({ node }, context) => podServers(context, node, 'dead'),
  }),
  defineFact({
    name: 'node.dns.foreignServers',
    target: 'node',
    type: 'list',
    fields: podFields,
    doc: `The same for servers outside of what the snapshot shows: they may answer, but hardly for names of the cluster. ${guards}`,
    sources,
    compute: ({ node }, context) => podServers(context, node, 'outside'),
  }),
  defineFact({
    name: 'node.dns.kubeletServers',
    target: 'node',
    type: 'list',
    fields: { server: 'string', expected: 'string', why: 'string', source: 'string' },
    doc: `Name servers that the kubelet gives to pods (clusterDNS of its configuration, --cluster-dns) and that nobody serves, where it has no other. ${guards}`,
    sources: ['kubelet-config', 'processes', 'ip-addr', 'cluster/services', 'cluster/servicecidrs'],
    compute: ({ node }, context) => kubeletServers(context, node),
  }),
] as const;

function podServers(context: FactContext, node: NodeModel, kind: 'dead' | 'outside'): FactValue {
  const dns = clusterDns(context);
  if (dns.state !== 'known') return fromReading(dns, () => listOf([]));
  const { items, unseen } = context.memo(`name servers of pods on ${node.name}`, () => judgePods(context, node));
  return listOf(
    items.filter((item) => item.kind === kind).map(({ item }) => item),
    unseen,
  );
}

interface Judged {
  readonly items: readonly { readonly kind: NameServer['kind']; readonly item: Item }[];
  readonly unseen: readonly Unseen[];
}

function judgePods(context: FactContext, node: NodeModel): Judged {
  const groups = new Map<
    string,
    { readonly pods: Pod[]; readonly servers: readonly string[]; readonly netns: NodeModel['host'] }
  >();
  const unseen: Unseen[] = [];
  if (!node.seen) return { items: [], unseen: [unseenNode(node)] };
  for (const netns of node.namespaces) {
    const { pod, resolvConf } = netns;
    if (pod === null || pod.terminating || pod.dnsPolicy !== 'ClusterFirst') continue;
    if (resolvConf.state === 'unknown')
      unseen.push({ who: `pod/${pod.namespace}/${pod.name}`, missing: resolvConf.missing, reason: resolvConf.reason });
    if (resolvConf.state !== 'known') continue;
    const servers = resolvConf.value.nameservers.filter(
      (server) => parseAddress(server) !== undefined && !pod.dnsNameservers.includes(server),
    );
    if (servers.length === 0) continue;
    // Its own loopback: a cache beside the application in the same pod.
    if (servers.some((server) => server.startsWith('127.') || server === '::1')) continue;
    const group = groups.get(servers.join(' '));
    if (group === undefined) groups.set(servers.join(' '), { pods: [pod], servers, netns });
    else group.pods.push(pod);
  }
  const items: Judged['items'][number][] = [];
  for (const { pods, servers, netns } of groups.values()) {
    const judged = servers.map((server) => nameServer(context, node, netns, server));
    const gap = judged.find((one) => one.kind === 'unknown');
    if (judged.some(({ kind }) => kind === 'serves')) continue;
    if (gap?.kind === 'unknown') {
      unseen.push({ who: `node/${node.name}`, missing: gap.missing, reason: gap.reason });
      continue;
    }
    const kind = judged.some((one) => one.kind === 'outside') ? 'outside' : 'dead';
    const [pod] = pods.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1)) as [Pod];
    const item: Item = {
      server: servers.join(', '),
      pod: nameOf(pod),
      pods: pods.length,
      expected: expectedServers(context),
      why: whyOf(judged),
    };
    items.push({ kind, item });
  }
  return { items, unseen };
}

const nameOf = ({ namespace, name }: Pod): string => `${namespace}/${name}`;

const unseenNode = (node: NodeModel): Unseen => ({
  who: `node/${node.name}`,
  missing: `node/${node.name}`,
  reason: 'the node was not seen',
});

const whyOf = (judged: readonly NameServer[]): string =>
  [...new Set(judged.flatMap((one) => (one.kind === 'dead' ? [one.why] : [])))].join('; ');

function kubeletServers(context: FactContext, node: NodeModel): FactValue {
  const dns = clusterDns(context);
  if (dns.state !== 'known') return fromReading(dns, () => listOf([]));
  if (dnsServices(context).length === 0) return absentBecause('no Service of the cluster DNS is known');
  const configured = kubeletDns(node);
  if (configured.state === 'unknown') return unknownBecause(configured);
  if (configured.state === 'absent') return absentBecause(configured.reason);
  const judged = configured.servers.map((server) => nameServer(context, node, null, server));
  const gap = judged.find((one) => one.kind === 'unknown');
  if (judged.some(({ kind }) => kind === 'serves')) return listOf([]);
  if (gap?.kind === 'unknown') return unknownBecause(gap);
  if (judged.some(({ kind }) => kind === 'outside')) return listOf([]);
  return listOf([
    {
      server: configured.servers.join(', '),
      expected: expectedServers(context),
      why: whyOf(judged),
      source: configured.source,
    },
  ]);
}

type Configured =
  | { readonly state: 'known'; readonly servers: readonly string[]; readonly source: string }
  | { readonly state: 'absent'; readonly reason: string }
  | { readonly state: 'unknown'; readonly missing: string; readonly reason: string };

/** The flag wins over the file (kubelet's own order). */
function kubeletDns({ kubelet, processes }: NodeModel): Configured {
  const flag =
    processes.state === 'known'
      ? processes.value.find(({ name }) => name === 'kubelet' || name === 'hyperkube')?.flags['cluster-dns']
      : undefined;
  if (flag !== undefined && flag !== '') return { state: 'known', servers: flag.split(','), source: '--cluster-dns' };
  const { dns } = kubelet;
  if (dns.state === 'unknown') return dns;
  if (dns.state === 'absent') return { state: 'absent', reason: dns.reason };
  const servers = dns.value.clusterDns ?? [];
  if (servers.length === 0) return { state: 'absent', reason: 'the kubelet gives pods no name server of the cluster' };
  return { state: 'known', servers, source: 'clusterDNS' };
}
