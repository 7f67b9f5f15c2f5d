import { formatAddress } from '../../model/ip.ts';
import type { Endpoint, NodeModel } from '../../model/types.ts';
import type { Family } from '../../parse/records.ts';
import { newPacket } from '../../walk/packet.ts';
import { lookupRoute } from '../../walk/route-lookup.ts';
import { linkNamed } from '../../walk/topology.ts';
import type { Packet } from '../../walk/types.ts';
import { podCidrOf } from '../flannel/pod-network.ts';
import { podsOn } from '../routes/representatives.ts';
import type { FactContext } from '../types.ts';
import { namedEndpoints, namedPairs, portsAt } from './named-pods.ts';
import { later, variantsFor } from './packet-variants.ts';

/** A packet that stands for all pods' packets of its direction, with the devices that it passes on this node. */
export interface PodFlow {
  readonly direction: 'out to pods' | 'in from pods' | 'out of the cluster' | 'answers from outside';
  readonly family: Family;
  readonly packet: Packet;
  readonly inDevice: string;
  readonly outDevice: string;
}

/**
 * Stands for the outside: a root name server, since no cluster has its address. Those for documentation (RFC 5737, RFC 3849) would not do: many
 * firewalls drop them as bogons. Nothing is ever sent there.
 */
export const outsideAddress: Readonly<Record<Family, string>> = { 4: '198.41.0.4', 6: '2001:503:ba3e::2:30' };

/** Connections of the kind that applications make: a high port to 8080. */
const ports = { sourcePort: 40_000, destinationPort: 8080 } as const;
const answerPorts = { sourcePort: 8080, destinationPort: 40_000 } as const;

/** Pods of the node and peers that are asked for: rules may name some of them only, and a thousand nodes must not take a million walks. */
const MOST = 32;
const MOST_PORTS = 4;

/** An address of a pod on the node: a real one, else one of its pod network; undefined where neither is known. */
export function somePodAddress(context: FactContext, node: NodeModel, family: Family): string | undefined {
  const [pod] = podsOn(context, node, family);
  if (pod !== undefined) return pod.address;
  const cidr = podCidrOf(node, family);
  return cidr && formatAddress(family, cidr.first + (cidr.last - cidr.first > 2n ? 2n : 0n));
}

/** The device behind which the node has an address, by its routes; undefined where no route says so. */
export function deviceTowards(node: NodeModel, destination: string, family: Family): string | undefined {
  const query = { family, source: null, destination, iif: null, oif: null, mark: 0, protocol: 'tcp', ...ports };
  const [answer] = lookupRoute(node.host, query);
  return answer?.found === 'route' ? answer.choice.device : undefined;
}

/** Flows whose later packets are asked for as well, where a rule tells packets apart by length or flags. */
const MOST_WITH_VARIANTS = 64;

/**
 * Packets of pods that the node forwards: to and from another node's pods, to the outside and back. Where its rules tell packets of a connection apart
 * there are some of each kind.
 */
export function podFlows(context: FactContext, node: NodeModel, family: Family): readonly PodFlow[] {
  return context.memo(`pod flows ${family} ${node.name}`, () => {
    const flows = firstPackets(context, node, family);
    const netfilter = node.host.netfilter[family];
    if (netfilter.state !== 'known') return flows;
    const more = flows
      .filter(({ packet }) => packet.protocol === 'tcp')
      .slice(0, MOST_WITH_VARIANTS)
      .flatMap((flow) =>
        variantsFor(netfilter.value, mtuOf(node, flow)).map((variant) => ({
          ...flow,
          packet: later(flow.packet, variant),
        })),
      );
    return [...flows, ...more];
  });
}

const ETHERNET_MTU = 1500;

const mtuOf = ({ host }: NodeModel, { inDevice, outDevice }: PodFlow): number =>
  Math.min(...[inDevice, outDevice].map((name) => linkNamed(host, name)?.mtu ?? ETHERNET_MTU));

function firstPackets(context: FactContext, node: NodeModel, family: Family): readonly PodFlow[] {
  const own = somePodAddress(context, node, family);
  const podDevice = own && deviceTowards(node, own, family);
  if (own === undefined || podDevice === undefined) return [];
  const flows: PodFlow[] = [];
  const packet = (source: string, destination: string): Packet =>
    newPacket({ source, destination, protocol: 'tcp', ...ports });
  const between = (inside: string, peer: string): void => {
    const peerDevice = deviceTowards(node, peer, family);
    if (peerDevice === undefined || peerDevice === podDevice) return;
    const out = { direction: 'out to pods', family, inDevice: podDevice, outDevice: peerDevice } as const;
    const back = { direction: 'in from pods', family, inDevice: peerDevice, outDevice: podDevice } as const;
    flows.push(
      { ...out, packet: packet(inside, peer) },
      { ...back, packet: packet(peer, inside) },
      { ...out, packet: answering(inside, peer) },
      { ...back, packet: answering(peer, inside) },
    );
  };
  const peers = context.cluster.nodes
    .filter((other) => other !== node)
    .map((other) => somePodAddress(context, other, family))
    .filter((address) => address !== undefined);
  const reached = peers.filter((address) => deviceTowards(node, address, family) !== undefined);
  for (const peer of reached.slice(0, MOST)) between(own, peer);
  const [peer] = reached;
  if (peer !== undefined)
    for (const { address } of podsOn(context, node, family).slice(1, MOST)) between(address, peer);
  for (const endpoint of dnsEndpoints(context, family)) {
    const outDevice = deviceTowards(node, endpoint.address, family);
    if (outDevice === undefined || outDevice === podDevice) continue;
    const question = newPacket({
      source: own,
      destination: endpoint.address,
      protocol: endpoint.protocol,
      sourcePort: 40_000,
      destinationPort: endpoint.port,
    });
    flows.push({ direction: 'out to pods', family, packet: question, inDevice: podDevice, outDevice });
  }
  if (peer !== undefined) flows.push(...namedFlows(context, node, family, { own, peer }));
  const outside = outsideAddress[family];
  const outDevice = deviceTowards(node, outside, family);
  if (outDevice !== undefined && outDevice !== podDevice) {
    flows.push(
      { direction: 'out of the cluster', family, packet: packet(own, outside), inDevice: podDevice, outDevice },
      {
        direction: 'answers from outside',
        family,
        packet: answering(outside, own),
        inDevice: outDevice,
        outDevice: podDevice,
      },
    );
  }
  return flows;
}

/** Packets of the pods, and to the ports of Services, that dropping rules name. */
function namedFlows(
  context: FactContext,
  node: NodeModel,
  family: Family,
  stand: { readonly own: string; readonly peer: string },
): readonly PodFlow[] {
  const netfilter = node.host.netfilter[family];
  if (netfilter.state !== 'known') return [];
  const pairs = namedPairs(context, node, family, netfilter.value, stand).flatMap(
    ({ source, destination, ports: named }) => {
      const usual = { protocol: 'tcp' as const, port: ports.destinationPort as number };
      const own = named === null ? [] : portsAt(context, destination);
      const asked = [usual, ...own].filter(
        ({ port }) => named === null || named.some(({ first, last }) => first <= port && port <= last),
      );
      return asked.slice(0, MOST_PORTS).map(({ protocol, port }) => ({ source, destination, protocol, port }));
    },
  );
  const toPorts = namedEndpoints(context, family, netfilter.value)
    .slice(0, MOST)
    .map(({ address, protocol, port, node: at }) => ({
      source: at === node.name ? stand.peer : stand.own,
      destination: address,
      protocol,
      port,
    }));
  return [...pairs, ...toPorts].flatMap(({ source, destination, protocol, port }): readonly PodFlow[] => {
    const inDevice = deviceTowards(node, source, family);
    const outDevice = deviceTowards(node, destination, family);
    if (inDevice === undefined || outDevice === undefined || inDevice === outDevice) return [];
    const packet = newPacket({ source, destination, protocol, sourcePort: 40_000, destinationPort: port });
    const towards = deviceTowards(node, stand.own, family) === outDevice ? 'in from pods' : 'out to pods';
    return [{ direction: towards, family, packet, inDevice, outDevice }];
  });
}

/** Where the cluster's DNS answers: rules about UDP, or about its port, stop nothing else. */
function dnsEndpoints(context: FactContext, family: Family): readonly Endpoint[] {
  const { services, endpoints } = context.cluster;
  if (services.state !== 'known' || endpoints.state !== 'known') return [];
  const all = endpoints.value;
  return context.memo(`DNS endpoints ${family}`, () =>
    services.value
      .filter(({ ports }) => ports.some(({ port }) => port === 53))
      .flatMap(({ namespace, name }) => [...(all.get(`${namespace}/${name}`) ?? [])])
      .filter(
        ({ address, ready, portName }) => ready && address.includes(':') === (family === 6) && portName !== 'metrics',
      )
      .slice(0, MOST),
  );
}

/** A later packet of a connection, from the end that was asked. */
const answering = (source: string, destination: string): Packet => ({
  ...newPacket({ source, destination, protocol: 'tcp', ...answerPorts }),
  state: 'ESTABLISHED',
  tcpFlags: ['SYN', 'ACK'],
});
