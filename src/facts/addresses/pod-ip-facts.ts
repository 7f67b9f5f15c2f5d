import { type Cidr, canonicalAddress, cidrContains, parseAddress, parseCidr } from '../../model/ip.ts';
import type { Unknown } from '../../model/reading.ts';
import { secondsBeforeNodes } from '../../model/time.ts';
import type { ClusterModel, NodeModel, Pod } from '../../model/types.ts';
import { listOf, unknownBecause } from '../fact-value.ts';
import { getOrMake } from '../get-or-make.ts';
import { settling } from '../node/settling.ts';
import { defineFact, type FactContext, type FactValue, type Item, type TargetOf, type Unseen } from '../types.ts';
import { isYounger } from './pod-cidr-facts.ts';
import { podNetworks, podsByNode, usesPodCidrs } from './pod-networks.ts';

/** The status of a pod follows its addresses by this much. */
const NEW_SECONDS = 30;

/** Somebody with an address of a pod network. */
interface Holder {
  readonly node: NodeModel;
  /** `default/web`, or how the namespace is called where no pod is known in it. */
  readonly name: string;
  readonly pod: Pod | null;
}

const nameOf = ({ namespace, name }: Pod): string => `${namespace}/${name}`;

/** Why an address of a pod may be told wrong for a moment. */
function inMotion(pod: Pod | null, cluster: ClusterModel): Pick<Unknown, 'missing' | 'reason'> | null {
  if (pod === null) return null;
  const moved = cluster.motion?.moved('pods', pod.namespace, pod.name) ?? null;
  if (moved !== null) return { missing: 'cluster/pods', reason: moved };
  const age = secondsBeforeNodes(cluster, pod.createdAt);
  return age !== null && age < NEW_SECONDS
    ? { missing: 'cluster/pods', reason: `pod ${nameOf(pod)} has just been made` }
    : null;
}

/** All holders of each address that has several: pods of the API, and namespaces that were read. */
function sharedAddresses(context: FactContext): ReadonlyMap<string, readonly Holder[]> {
  return context.memo('shared pod addresses', () => {
    const { cluster } = context;
    const holders = new Map<string, Map<string, Holder>>();
    const add = (address: string, holder: Holder): void => {
      const byKey = getOrMake(holders, canonicalAddress(address) ?? address, () => new Map<string, Holder>());
      const key = `${holder.node.name} ${holder.name}`;
      if (!byKey.has(key)) byKey.set(key, holder);
    };
    for (const [name, pods] of podsByNode(context)) {
      const node = cluster.node(name);
      if (node) for (const pod of pods) for (const ip of pod.ips) add(ip, { node, name: nameOf(pod), pod });
    }
    for (const holder of namespacesIn(context)) {
      // A namespace that nobody could join to its pod is no second holder beside that pod.
      const sameNode = [...(holders.get(holder.address)?.values() ?? [])].some(({ node }) => node === holder.node);
      if (holder.pod !== null || !sameNode || context.cluster.pods.state !== 'known') add(holder.address, holder);
    }
    return new Map(
      [...holders].flatMap(([address, byKey]): [string, Holder[]][] =>
        byKey.size < 2 ? [] : [[address, [...byKey.values()].sort((a, b) => (isYoungerHolder(a, b) ? 1 : -1))]],
      ),
    );
  });
}

/** Only addresses of their own node's pod network: containers of other makers have the same ones on every machine. */
function namespacesIn(context: FactContext): readonly (Holder & { readonly address: string })[] {
  const networks = new Map<NodeModel, Cidr[]>();
  for (const { node, cidr } of podNetworks(context)) getOrMake(networks, node, (): Cidr[] => []).push(cidr);
  return context.cluster.nodes.flatMap((node) =>
    node.namespaces.flatMap(({ addresses, label, pod }) =>
      addresses.state !== 'known' || pod?.terminating === true
        ? []
        : addresses.value.flatMap(({ address }) => {
            const parsed = parseAddress(address);
            return parsed && networks.get(node)?.some((cidr) => cidrContains(cidr, parsed))
              ? [{ address, node, name: pod ? nameOf(pod) : label, pod }]
              : [];
          }),
    ),
  );
}

function isYoungerHolder(a: Holder, b: Holder): boolean {
  const made = ({ pod }: Holder): number => Date.parse(pod?.createdAt ?? '') || 0;
  if (made(a) !== made(b)) return made(a) > made(b);
  return a.node === b.node ? a.name > b.name : isYounger(a.node, b.node);
}

/** Addresses that somebody on the node shares with an older holder. */
function sharedOn({ node }: TargetOf<'node'>, context: FactContext): FactValue {
  const { pods } = context.cluster;
  const items: Item[] = [];
  const unseen: Unseen[] = [];
  for (const [address, holders] of [...sharedAddresses(context)].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [oldest, ...younger] = holders;
    for (const holder of younger) {
      if (holder.node !== node || oldest === undefined) continue;
      const reason = holders.map(({ pod }) => inMotion(pod, context.cluster)).find((each) => each !== null);
      if (reason) unseen.push({ who: `pod/${holder.name}`, ...reason });
      else
        items.push({
          address,
          pod: holder.name,
          other: oldest.name,
          otherNode: oldest.node.name,
          peer: oldest.node === node ? null : oldest.node.name,
        });
    }
  }
  if (items.length === 0 && pods.state === 'unknown' && node.namespaces.length === 0) return unknownBecause(pods);
  return listOf(items, unseen);
}

/** Pods of the node with an address outside of its podCIDRs. */
function strayPods({ node }: TargetOf<'node'>, context: FactContext): FactValue {
  const { kubernetes } = node;
  const { pods } = context.cluster;
  if (kubernetes.state === 'unknown') return unknownBecause(kubernetes);
  if (kubernetes.state === 'absent') return listOf([]);
  if (pods.state !== 'known') return pods.state === 'unknown' ? unknownBecause(pods) : listOf([]);
  if (!usesPodCidrs(kubernetes.value, context)) return listOf([]);
  const own = kubernetes.value.podCidrs.flatMap((text) => parseCidr(text) ?? []);
  const young = settling(node, context.cluster);
  const items: Item[] = [];
  const unseen: Unseen[] = [];
  for (const pod of podsByNode(context).get(kubernetes.value.name) ?? []) {
    for (const ip of pod.ips) {
      const address = parseAddress(ip);
      const podCidrs = own.filter(({ family }) => family === address?.family);
      if (address === undefined || podCidrs.length === 0 || podCidrs.some((cidr) => cidrContains(cidr, address)))
        continue;
      const reason = young ?? inMotion(pod, context.cluster);
      if (reason) unseen.push({ who: `pod/${nameOf(pod)}`, missing: reason.missing, reason: reason.reason });
      else items.push({ pod: nameOf(pod), address: ip, network: kubernetes.value.podCidrs.join(', ') });
    }
  }
  return listOf(items, unseen);
}

export const podIpFacts = [
  defineFact({
    name: 'node.addresses.sharedPodIps',
    target: 'node',
    type: 'list',
    fields: { address: 'ip', pod: 'string', other: 'string', otherNode: 'string', peer: 'string' },
    doc: 'Addresses of pods on the node that an older pod (`other`, on `otherNode`) has as well; `peer` is that node where it is another one. Pods with hostNetwork share addresses by design and are not in it.',
    sources: ['cluster/pods', 'cluster/nodes', 'ip-addr'],
    compute: sharedOn,
  }),
  defineFact({
    name: 'node.addresses.strayPods',
    target: 'node',
    type: 'list',
    fields: { pod: 'string', address: 'ip', network: 'string' },
    doc: "Pods of the node whose address lies outside of the node's podCIDRs, where pods are seen to take their addresses from them.",
    sources: ['cluster/pods', 'cluster/nodes'],
    compute: strayPods,
  }),
] as const;
