import { type Cidr, canonicalAddress, cidrContains, parseAddress } from '../../model/ip.ts';
import type { NetworkNamespace, NodeModel, Pod } from '../../model/types.ts';
import { getOrMake } from '../get-or-make.ts';
import type { FactContext } from '../types.ts';
import { isYounger } from './pod-cidr-facts.ts';
import { podNetworks, podsByNode } from './pod-networks.ts';

/** Somebody with an address of a pod network. */
interface Holder {
  readonly node: NodeModel;
  /** `default/web`, or how the namespace is called where no pod is known in it. */
  readonly name: string;
  readonly pod: Pod | null;
}

export const nameOf = ({ namespace, name }: Pod): string => `${namespace}/${name}`;

/** All holders of each address that has several: pods of the API, and namespaces that were read. */
export function sharedAddresses(context: FactContext): ReadonlyMap<string, readonly Holder[]> {
  return context.memo('shared pod addresses', () => {
    const { cluster } = context;
    const byAddress = new Map<string, Map<NodeModel, OnNode>>();
    const at = (address: string, node: NodeModel): OnNode => {
      const byNode = getOrMake(byAddress, canonicalAddress(address) ?? address, () => new Map<NodeModel, OnNode>());
      return getOrMake(byNode, node, (): OnNode => ({ pods: [], namespaces: [] }));
    };
    for (const [name, pods] of podsByNode(context)) {
      const node = cluster.node(name);
      if (node) for (const pod of pods) for (const ip of pod.ips) at(ip, node).pods.push(pod);
    }
    for (const { address, netns } of namespacesIn(context)) at(address, netns.node).namespaces.push(netns);
    return new Map(
      [...byAddress].flatMap(([address, byNode]): [string, Holder[]][] => {
        const holders = [...byNode].flatMap(([node, found]) => holdersOn(node, found));
        return holders.length < 2 ? [] : [[address, holders.sort((a, b) => (isYoungerHolder(a, b) ? 1 : -1))]];
      }),
    );
  });
}

/** Who has an address on one node, as the API says and as its namespaces show: mostly the same pod. */
interface OnNode {
  readonly pods: Pod[];
  readonly namespaces: NetworkNamespace[];
}

function holdersOn(node: NodeModel, { pods, namespaces }: OnNode): readonly Holder[] {
  if (pods.length >= namespaces.length) return pods.map((pod) => ({ node, name: nameOf(pod), pod }));
  const named = new Set<Pod>();
  return namespaces.map(({ id, name, pod }) => {
    // A namespace is joined to its pod by the address, too: of several that have it only one can be that pod.
    if (pod === null || named.has(pod)) return { node, name: `network namespace ${name ?? id}`, pod: null };
    named.add(pod);
    return { node, name: nameOf(pod), pod };
  });
}

/** Only addresses of their own node's pod network: containers of other makers have the same ones on every machine. */
function namespacesIn(context: FactContext): readonly { readonly address: string; readonly netns: NetworkNamespace }[] {
  const networks = new Map<NodeModel, Cidr[]>();
  for (const { node, cidr } of podNetworks(context)) getOrMake(networks, node, (): Cidr[] => []).push(cidr);
  return context.cluster.nodes.flatMap((node) =>
    node.namespaces.flatMap((netns) =>
      netns.addresses.state !== 'known' || netns.pod?.terminating === true
        ? []
        : netns.addresses.value.flatMap(({ address }) => {
            const parsed = parseAddress(address);
            const own = parsed && networks.get(node)?.some((cidr) => cidrContains(cidr, parsed));
            return own ? [{ address, netns }] : [];
          }),
    ),
  );
}

function isYoungerHolder(a: Holder, b: Holder): boolean {
  const made = ({ pod }: Holder): number => Date.parse(pod?.createdAt ?? '') || 0;
  if (made(a) !== made(b)) return made(a) > made(b);
  return a.node === b.node ? a.name > b.name : isYounger(a.node, b.node);
}
