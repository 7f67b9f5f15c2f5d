import { canonicalAddress } from '../../model/ip.ts';
import type { NodeModel, Pod } from '../../model/types.ts';
import type { Address } from '../../parse/records.ts';
import { listOf, unknownBecause } from '../fact-value.ts';
import { podSettling, settling } from '../node/settling.ts';
import { defineFact, type FactContext, type FactValue, type Item, type TargetOf, type Unseen } from '../types.ts';
import { podsByNode } from './pod-networks.ts';
import { nameOf } from './shared-addresses.ts';

interface Placed {
  readonly pod: Pod;
  /** Name of its node. */
  readonly on: string;
}

const placesOf = (context: FactContext): ReadonlyMap<string, Placed> =>
  context.memo('pods by address', () => {
    const places = new Map<string, Placed>();
    for (const [on, pods] of podsByNode(context))
      for (const pod of pods) for (const ip of pod.ips) places.set(canonicalAddress(ip) ?? ip, { pod, on });
    return places;
  });

/** A machine that is no Kubernetes node may be what a pod lives in (a pod VM), and has its address then. */
function podIpsOnHost({ node }: TargetOf<'node'>, context: FactContext): FactValue {
  const { pods } = context.cluster;
  const { kubernetes } = node;
  const { addresses } = node.host;
  for (const reading of [pods, kubernetes, addresses]) if (reading.state === 'unknown') return unknownBecause(reading);
  if (pods.state !== 'known' || kubernetes.state !== 'known' || addresses.state !== 'known') return listOf([]);
  const { internalIps, name } = kubernetes.value;
  const items: Item[] = [];
  const unseen: Unseen[] = [];
  for (const address of addresses.value) {
    const place = placesOf(context).get(address.address);
    if (place === undefined || internalIps.includes(address.address)) continue;
    const reason = settling(node, context.cluster) ?? podSettling(place.pod, context.cluster);
    if (reason) unseen.push({ who: `pod/${nameOf(place.pod)}`, missing: reason.missing, reason: reason.reason });
    else items.push(itemOf(node, address, place, name));
  }
  return listOf(items, unseen);
}

function itemOf(node: NodeModel, { address, device, prefixLength }: Address, { pod, on }: Placed, own: string): Item {
  const bridge = node.host.links.state === 'known' && node.host.links.value.byName.get(device)?.kind === 'bridge';
  return {
    address,
    device,
    pod: nameOf(pod),
    podNode: on,
    peer: on === own ? null : on,
    // A bridge's address is its pods' gateway: there it is the pod that has to go.
    removable: bridge ? null : `${address}/${prefixLength}`,
    redundantPod: bridge ? nameOf(pod) : null,
  };
}

export const hostPodIpFacts = [
  defineFact({
    name: 'node.addresses.podIpsOnHost',
    target: 'node',
    type: 'list',
    fields: {
      address: 'ip',
      device: 'string',
      pod: 'string',
      podNode: 'string',
      peer: 'string',
      removable: 'cidr',
      redundantPod: 'string',
    },
    doc: "Addresses of running pods that a device of the node's own namespace has as well; `peer` is the pod's node where it is another one. One of `removable` (the address as the device has it) and `redundantPod` (where the device is a bridge) is set.",
    sources: ['ip-addr', 'ip-link', 'cluster/pods', 'cluster/nodes'],
    compute: podIpsOnHost,
  }),
] as const;
