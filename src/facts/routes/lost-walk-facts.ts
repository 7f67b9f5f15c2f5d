import type { NodeModel } from '../../model/types.ts';
import { hostToPod, podToOutside } from '../../walk/flows.ts';
import type { WalkOutcome } from '../../walk/types.ts';
import { endOf, isLost } from '../dns/lost.ts';
import { listOf } from '../fact-value.ts';
import { outsideAddress } from '../firewall/pod-flows.ts';
import { isNetworkPolicy } from '../firewall/rule-line.ts';
import { onceProgrammed } from '../flannel/programming.ts';
import { defineFact, type FactContext, type Item, type Unseen } from '../types.ts';
import { decidedOn } from './pod-paths.ts';
import { podAddressOf, representativeOf } from './representatives.ts';
import { noWalkBecause, undecidedOn } from './undecided.ts';

/** More say nothing new. */
const MOST = 10;

export const facts = [
  defineFact({
    name: 'node.walks.lost',
    target: 'node',
    type: 'list',
    fields: { from: 'string', to: 'string', peer: 'string', destination: 'ip', percent: 'integer', end: 'string' },
    doc: "Packets of representative pods that are lost on this node, be it on their way from its pods or to them: from pod to pod of another node (both ends' first reachable pod; `peer` is the other node) from the node itself to one of its own pods and back, as the kubelet's probes go, and from a pod to the outside, where the node itself gets out. `end` says what becomes of them and quotes the line that decides. What network policies drop is not among them.",
    sources: [
      'ip-link',
      'ip-addr',
      'ip-route4',
      'ip-rule4',
      'ip-neigh',
      'bridge-fdb',
      'sysctl',
      'iptables-nft-save4',
      'iptables-legacy-save4',
      'nft-ruleset',
      'cluster/nodes',
    ],
    compute: ({ node }, context) =>
      onceProgrammed(
        node,
        context.cluster,
        listOf(
          [...betweenPods(context, node), ...toOwnPods(context, node), ...toOutside(context, node)].slice(0, MOST),
          [...undecidedOn(context, node, { beyondRouting: true }), ...unknownPeers(context, node)],
        ),
      ),
  }),
] as const;

/** Nodes whose pods have no address that anybody read: nothing can be sent to them. */
const unknownPeers = (context: FactContext, node: NodeModel): readonly Unseen[] =>
  context.cluster.nodes.flatMap((peer) => {
    if (peer === node || ([4, 6] as const).some((family) => podAddressOf(context, peer, family) !== undefined))
      return [];
    const why = noWalkBecause(context, peer);
    return why === null ? [] : [why];
  });

const isLoss = (outcome: WalkOutcome): boolean =>
  isLost(outcome) &&
  // Whether somebody listens is not the network's matter, and what a policy drops is meant to be dropped.
  outcome.disposition !== 'refused' &&
  !(outcome.decidedBy?.rule && isNetworkPolicy(outcome.decidedBy.rule));

const percentOf = ({ share }: WalkOutcome): number => Math.max(1, Math.round(share * 100));

function betweenPods(context: FactContext, node: NodeModel): readonly Item[] {
  const items = new Map<string, Item>();
  for (const { path, outcome } of decidedOn(context, node)) {
    if (path.peer === null || !isLoss(outcome)) continue;
    const other = path.from === node ? path.peer : path.from;
    const item: Item = {
      from: `a pod on ${path.from.name}`,
      to: `a pod on ${path.peer.name}`,
      peer: other.name,
      destination: path.destination,
      percent: percentOf(outcome),
      end: endOf(outcome),
    };
    items.set(`${item.from} ${item.to} ${item.end}`, item);
  }
  return [...items.values()];
}

/** Probes of the kubelet: a node that does not reach its pods takes them for dead. */
function toOwnPods(context: FactContext, node: NodeModel): readonly Item[] {
  if (!node.seen || node.kubernetes.state !== 'known') return [];
  return ([4, 6] as const).flatMap((family) => {
    const pod = representativeOf(context, node, family);
    if (pod === undefined) return [];
    return hostToPod(context.cluster, node.host, pod.address, { protocol: 'tcp', port: null })
      .outcomes.filter((outcome) => isLoss(outcome) && outcome.decidedBy?.node === node.name)
      .map((outcome) => ({
        from: `${node.name} itself`,
        to: 'its own pods',
        peer: null,
        destination: pod.address,
        percent: percentOf(outcome),
        end: endOf(outcome),
      }));
  });
}

/** A cluster without a way out is meant so, as far as anybody can see: only what the node itself does reach counts. */
function toOutside(context: FactContext, node: NodeModel): readonly Item[] {
  if (!node.seen) return [];
  return ([4, 6] as const).flatMap((family) => {
    const pod = representativeOf(context, node, family);
    if (pod === undefined) return [];
    const destination = outsideAddress[family];
    const packet = { protocol: 'tcp', port: 443 } as const;
    const own = podToOutside(context.cluster, node.host, destination, packet).outcomes;
    if (!own.every(({ disposition }) => disposition === 'left')) return [];
    return podToOutside(context.cluster, pod.netns, destination, packet)
      .outcomes.filter((outcome) => isLoss(outcome) && outcome.decidedBy?.node === node.name)
      .map((outcome) => ({
        from: `a pod on ${node.name}`,
        to: 'the outside',
        peer: null,
        destination,
        percent: percentOf(outcome),
        end: endOf(outcome),
      }));
  });
}
