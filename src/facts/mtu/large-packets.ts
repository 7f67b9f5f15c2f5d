import type { NodeModel } from '../../model/types.ts';
import type { Family } from '../../parse/records.ts';
import { followLargePackets, type LargePackets } from '../../walk/path-mtu.ts';
import { linksOf } from '../../walk/topology.ts';
import { deviceHolding, type Representative, representativeOf } from '../routes/representatives.ts';
import type { FactContext } from '../types.ts';

/** The largest packets of a connection from a pod of one node to a pod of another. */
export interface LargePath {
  readonly from: NodeModel;
  readonly to: NodeModel;
  readonly sender: Representative;
  readonly receiver: Representative;
  readonly result: LargePackets;
}

const FAMILIES = [4, 6] as const;

/**
 * To the representative pod of each node, one walk from each kind of sender: nodes that send packets of the same sizes the same way lose
 * the same ones, so that the cost follows the nodes and not the pairs.
 */
export function largePaths(context: FactContext): readonly LargePath[] {
  return context.memo('large packets', () => FAMILIES.flatMap((family) => pathsOf(context, family)));
}

function pathsOf(context: FactContext, family: Family): LargePath[] {
  const members = context.cluster.nodes.flatMap((node) => {
    const pod = node.seen ? representativeOf(context, node, family) : undefined;
    return pod === undefined ? [] : [{ node, pod, profile: profileOf(node, pod) }];
  });
  return members.flatMap((receiver) => {
    const kinds = new Map<string, (typeof members)[number]>();
    for (const sender of members)
      if (sender !== receiver && !kinds.has(sender.profile)) kinds.set(sender.profile, sender);
    return [...kinds.values()].map((sender): LargePath => {
      const size = Math.min(podMtu(sender.pod), podMtu(receiver.pod));
      const result = followLargePackets(context.cluster, sender.pod.netns, receiver.pod.address, size);
      return { from: sender.node, to: receiver.node, sender: sender.pod, receiver: receiver.pod, result };
    });
  });
}

/** Sizes of all that a packet passes on its sender's side. */
function profileOf(node: NodeModel, pod: Representative): string {
  const devices = linksOf(node.host)
    .filter((link) => link.kind !== 'veth')
    .map((link) => `${link.kind ?? ''} ${link.mtu}`);
  return [podMtu(pod), ...new Set(devices)].sort().join(', ');
}

/** Both ends of a connection tell each other what they can take, and send no more: the device's MTU, or the route's where it has one. */
export function podMtu({ netns, address }: Representative): number {
  const device = deviceHolding(netns, address);
  const routes = netns.routes[address.includes(':') ? 6 : 4];
  const limits = (routes.state === 'known' ? routes.value : [])
    .filter((route) => route.mtu !== null && route.nextHops.some((hop) => hop.device === device?.name))
    .map((route) => route.mtu ?? 0);
  return Math.min(device?.mtu ?? 1500, ...limits);
}
