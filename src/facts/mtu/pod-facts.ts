import type { NetworkNamespace } from '../../model/types.ts';
import type { Family } from '../../parse/records.ts';
import { followLargePackets, type LargePackets } from '../../walk/path-mtu.ts';
import { linkNamed, linksOf } from '../../walk/topology.ts';
import { vethPeer } from '../../walk/veth.ts';
import { listOf, scalarValue, unknownBecause } from '../fact-value.ts';
import { deviceHolding, podsOn, type Representative, representativeOf } from '../routes/representatives.ts';
import { defineFact, type FactContext, type Item, type TargetOf, type Unseen } from '../types.ts';
import { podMtu } from './large-packets.ts';
import { droppingDevice, neededMtu, podBehind } from './lost.ts';

const sources = ['ip-link', 'ip-addr', 'ip-route4', 'ip-neigh', 'bridge-fdb', 'sysctl'];

export const facts = [
  defineFact({
    name: 'pod.mtu.vethTooSmall',
    target: 'pod',
    type: 'list',
    fields: {
      device: 'string',
      hostDevice: 'string',
      podDevice: 'string',
      place: 'string',
      mtu: 'integer',
      needed: 'integer',
      fits: 'integer',
      way: 'string',
    },
    unit: 'bytes',
    doc: "Ends of the pod's own veth that lose the pod's largest packets (`way` out) or the largest ones for it (`way` in) for good. `place` is host or pod; `hostDevice` or `podDevice` is set accordingly. Empty where one end is smaller and nothing is lost: the ends of a connection agree on what both can take.",
    sources,
    compute: (target, context) => {
      if (target.pod.hostNetwork) return listOf([]);
      const items = new Map<string, Item>();
      const unseen: Unseen[] = [];
      for (const { way, result } of ownWays(target, context)) {
        if (
          result.arrive === null &&
          result.outcome.missing !== null &&
          result.outcome.decidedBy?.netns === target.netns.label
        ) {
          unseen.push({
            who: target.key,
            missing: result.outcome.missing.input,
            reason: result.outcome.missing.reason,
          });
        }
        if (result.arrive !== false) continue;
        const dropping = droppingDevice(context.cluster.nodes, result);
        if (dropping === null || podBehind(dropping.netns, dropping.link) !== target.netns) continue;
        const { netns, link } = dropping;
        const onHost = netns.id === 'host';
        const item = {
          device: link.name,
          hostDevice: onHost ? link.name : null,
          podDevice: onHost ? null : link.name,
          place: onHost ? 'host' : 'pod',
          mtu: link.mtu,
          needed: neededMtu(result),
          fits: result.fits,
          way,
        };
        if (!items.has(link.name)) items.set(link.name, item);
      }
      if (target.netns.links.state === 'unknown')
        unseen.push({ who: target.key, missing: target.netns.links.missing, reason: target.netns.links.reason });
      return listOf([...items.values()], unseen);
    },
  }),
  defineFact({
    name: 'pod.mtu.overTunnel',
    target: 'pod',
    type: 'integer',
    unit: 'bytes',
    doc: 'Bytes by which the pod\'s interface takes more than the overlay device of its node; 0 or less is right. What is above is not lost as long as the node\'s "fragmentation needed" reaches the pod.',
    sources: ['ip-link', 'ip-addr', 'ip-route4'],
    compute: ({ pod, netns, node }) => {
      if (pod.hostNetwork) return { state: 'absent', reason: "the pod uses the node's network" };
      if (netns.links.state === 'unknown') return unknownBecause(netns.links);
      if (node.host.links.state === 'unknown') return unknownBecause(node.host.links);
      const tunnels = linksOf(node.host).filter((link) => link.vxlan !== null && link.name.startsWith('flannel'));
      const address = addressOf(netns, pod.ips);
      if (tunnels.length === 0 || address === undefined)
        return { state: 'absent', reason: 'no overlay device, or no address' };
      const own = podMtu({ netns, address });
      return scalarValue(own - Math.min(...tunnels.map((link) => link.mtu)));
    },
  }),
] as const;

function addressOf(netns: NetworkNamespace, ips: readonly string[]): string | undefined {
  return ips.find((ip) => deviceHolding(netns, ip) !== undefined);
}

interface OwnWay {
  readonly way: 'out' | 'in';
  readonly result: LargePackets;
}

/** Only where the two ends differ can the pair itself lose anything; then a packet is followed out and one in. */
function ownWays({ pod, netns, node }: TargetOf<'pod'>, context: FactContext): readonly OwnWay[] {
  const address = addressOf(netns, pod.ips);
  const device = address === undefined ? undefined : deviceHolding(netns, address);
  if (address === undefined || device === undefined) return [];
  const peer = device.kind === 'veth' ? vethPeer(netns, device) : null;
  if (peer === null || peer.found !== 'one' || peer.link.mtu === device.mtu) return [];
  const family: Family = address.includes(':') ? 6 : 4;
  const other = partner(context, { netns, address }, node.name, family);
  const own = { netns, address };
  const ways: OwnWay[] = [];
  if (other !== undefined) {
    const size = Math.min(podMtu(own), podMtu(other));
    ways.push({ way: 'out', result: followLargePackets(context.cluster, netns, other.address, size) });
    ways.push({ way: 'in', result: followLargePackets(context.cluster, other.netns, address, size) });
  }
  const gateway = gatewayOf(netns, family);
  if (gateway !== undefined)
    ways.push({ way: 'out', result: followLargePackets(context.cluster, netns, gateway, podMtu(own)) });
  ways.push({ way: 'in', result: followLargePackets(context.cluster, node.host, address, podMtu(own)) });
  return ways;
}

/** A pod to talk to: of another node, else a neighbour. */
function partner(context: FactContext, own: Representative, node: string, family: Family): Representative | undefined {
  for (const other of context.cluster.nodes) {
    const pod = other.name === node || !other.seen ? undefined : representativeOf(context, other, family);
    if (pod !== undefined) return pod;
  }
  const home = context.cluster.node(node);
  return home === undefined ? undefined : podsOn(context, home, family).find((pod) => pod.netns !== own.netns);
}

function gatewayOf(netns: NetworkNamespace, family: Family): string | undefined {
  const routes = netns.routes[family];
  const any = family === 4 ? '0.0.0.0/0' : '::/0';
  const hop =
    routes.state === 'known' ? routes.value.find((route) => route.destination === any)?.nextHops[0] : undefined;
  return hop?.gateway != null && hop.device !== null && linkNamed(netns, hop.device) !== undefined
    ? hop.gateway
    : undefined;
}
