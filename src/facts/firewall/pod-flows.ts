import { formatAddress } from '../../model/ip.ts';
import type { NodeModel } from '../../model/types.ts';
import type { Family } from '../../parse/records.ts';
import { newPacket } from '../../walk/packet.ts';
import { lookupRoute } from '../../walk/route-lookup.ts';
import type { Packet } from '../../walk/types.ts';
import { podCidrOf } from '../flannel/pod-network.ts';
import { podsOn } from '../routes/representatives.ts';
import type { FactContext } from '../types.ts';

/** A packet that stands for all pods' packets of its direction, with the devices that it passes on this node. */
export interface PodFlow {
  readonly direction: 'out to pods' | 'in from pods' | 'out of the cluster' | 'answers from outside';
  readonly family: Family;
  readonly packet: Packet;
  readonly inDevice: string;
  readonly outDevice: string;
}

/** Addresses that no cluster has (RFC 5737, RFC 3849) stand for the outside. */
export const outsideAddress: Readonly<Record<Family, string>> = { 4: '198.51.100.10', 6: '2001:db8:ffff::10' };

/** Connections of the kind that applications make: a high port to 8080. */
const ports = { sourcePort: 40_000, destinationPort: 8080 } as const;

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

/** Packets of pods that the node forwards: to and from another node's pods, to the outside and back. */
export function podFlows(context: FactContext, node: NodeModel, family: Family): readonly PodFlow[] {
  const own = somePodAddress(context, node, family);
  const podDevice = own && deviceTowards(node, own, family);
  if (own === undefined || podDevice === undefined) return [];
  const flows: PodFlow[] = [];
  const peer = context.cluster.nodes
    .filter((other) => other !== node)
    .map((other) => somePodAddress(context, other, family))
    .find((address) => address !== undefined && deviceTowards(node, address, family) !== undefined);
  const peerDevice = peer && deviceTowards(node, peer, family);
  const packet = (source: string, destination: string): Packet =>
    newPacket({ source, destination, protocol: 'tcp', ...ports });
  if (peer !== undefined && peerDevice !== undefined && peerDevice !== podDevice) {
    flows.push(
      { direction: 'out to pods', family, packet: packet(own, peer), inDevice: podDevice, outDevice: peerDevice },
      { direction: 'in from pods', family, packet: packet(peer, own), inDevice: peerDevice, outDevice: podDevice },
    );
  }
  const outside = outsideAddress[family];
  const outDevice = deviceTowards(node, outside, family);
  if (outDevice !== undefined && outDevice !== podDevice) {
    flows.push(
      { direction: 'out of the cluster', family, packet: packet(own, outside), inDevice: podDevice, outDevice },
      {
        direction: 'answers from outside',
        family,
        packet: {
          ...newPacket({
            source: outside,
            destination: own,
            protocol: 'tcp',
            sourcePort: 8080,
            destinationPort: 40_000,
          }),
          state: 'ESTABLISHED',
        },
        inDevice: outDevice,
        outDevice: podDevice,
      },
    );
  }
  return flows;
}
