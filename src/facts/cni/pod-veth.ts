import { parseAddress } from '../../model/ip.ts';
import type { LinkTable, NetworkNamespace, NodeModel } from '../../model/types.ts';
import type { Link } from '../../parse/records.ts';
import { vethPeer } from '../../walk/veth.ts';
import type { Unseen } from '../types.ts';
import { cniInUse } from './in-use.ts';

/** The cable between a pod and its node. */
export interface PodVeth {
  readonly netns: NetworkNamespace;
  /** Device in the pod. */
  readonly inner: Link;
  /** Its other end in the node's host namespace. */
  readonly outer: Link;
  /** Linux bridge that the other end belongs to; null for pods that are connected otherwise (ptp, Calico, Cilium). */
  readonly bridge: string | null;
}

/** The pod cables of a node, and the namespaces of which nobody could tell. */
export interface PodVeths {
  readonly veths: readonly PodVeth[];
  readonly unseen: readonly Unseen[];
}

export function podVeths(node: NodeModel, host: LinkTable): PodVeths {
  const veths: PodVeth[] = [];
  const unseen: Unseen[] = [];
  for (const netns of node.namespaces) {
    if (netns.pod?.terminating === true || netns.pod?.phase === 'Succeeded' || netns.pod?.phase === 'Failed') continue;
    if (netns.links.state === 'unknown') {
      unseen.push({
        who: netns.pod ? `pod/${netns.label}` : `node/${node.name} ${netns.label}`,
        missing: netns.links.missing,
        reason: netns.links.reason,
      });
      continue;
    }
    if (netns.links.state !== 'known') continue;
    for (const inner of netns.links.value.all) {
      const outer = inner.kind === 'veth' ? vethPeer(netns, inner) : null;
      if (outer?.found !== 'one' || outer.netns.id !== 'host') continue;
      veths.push({ netns, inner, outer: outer.link, bridge: bridgeOf(netns, node, host) });
    }
  }
  return { veths: withoutDoubles(veths), unseen };
}

/**
 * A container inside a pod can have the same pair of indexes as a pod on the host: of several that claim one host end, only
 * one that the API knows as a pod is believed.
 */
function withoutDoubles(veths: readonly PodVeth[]): readonly PodVeth[] {
  const claims = new Map<string, PodVeth[]>();
  for (const veth of veths) claims.set(veth.outer.name, [...(claims.get(veth.outer.name) ?? []), veth]);
  return veths.filter((veth) => {
    const rivals = claims.get(veth.outer.name) ?? [];
    return (
      rivals.length === 1 || (veth.netns.pod !== null && rivals.filter(({ netns }) => netns.pod !== null).length === 1)
    );
  });
}

/**
 * The bridge that a pod belongs to: the one that has the pod's gateway address. Where no device has it any more (a bridge
 * that is gone or was renumbered), the bridge of the CNI configuration, since only such pods have a gateway inside their
 * own network: a ptp or Calico pod's gateway is its veth's other end.
 */
function bridgeOf(netns: NetworkNamespace, node: NodeModel, host: LinkTable): string | null {
  const gateway = defaultGateway(netns);
  if (gateway === undefined || node.host.addresses.state !== 'known') return null;
  const owner = node.host.addresses.value.find(({ address }) => address === gateway);
  if (owner) return host.byName.get(owner.device)?.kind === 'bridge' ? owner.device : null;
  const cni = cniInUse(node);
  if (
    cni.state !== 'known' ||
    !cni.value.bridgeIsGateway ||
    parseAddress(gateway) === undefined ||
    gateway.startsWith('169.254.')
  )
    return null;
  return cni.value.bridge;
}

function defaultGateway(netns: NetworkNamespace): string | undefined {
  for (const family of [4, 6] as const) {
    const routes = netns.routes[family];
    if (routes.state !== 'known') continue;
    const found = routes.value.find(
      ({ destination, table, nextHops }) =>
        table === 'main' && /^(0\.0\.0\.0|::)\/0$/.test(destination) && nextHops[0]?.gateway,
    );
    if (found?.nextHops[0]?.gateway) return found.nextHops[0].gateway;
  }
  return undefined;
}
