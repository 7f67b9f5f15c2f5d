import { formatAddress, parseCidr } from '../../model/ip.ts';
import type { ClusterModel, NetworkNamespace, NodeModel } from '../../model/types.ts';
import type { Family, Link } from '../../parse/records.ts';
import { hostToPod } from '../../walk/flows.ts';
import { linkNamed } from '../../walk/topology.ts';
import type { FactContext } from '../types.ts';

/** A pod that stands for the others of its node, as far as the node's own part of their way is concerned. */
export interface Representative {
  readonly netns: NetworkNamespace;
  readonly address: string;
}

/** Pods that are tried before the node itself is taken to be at fault. */
const TRIES = 4;

/**
 * Of a node's pods the first one that the node reaches, so that one broken pod is not taken for a broken node; the first of all where
 * none is reached. Undefined where no pod's namespace was read.
 */
export function representativeOf(context: FactContext, node: NodeModel, family: Family): Representative | undefined {
  return context.memo(`representative ${family} ${node.name}`, () => {
    const candidates = podsOn(context, node, family).slice(0, TRIES);
    return candidates.find((one) => isReached(context.cluster, node, one)) ?? candidates[0];
  });
}

function isReached(cluster: ClusterModel, node: NodeModel, { address }: Representative): boolean {
  return hostToPod(cluster, node.host, address).outcomes.every((outcome) => outcome.disposition === 'delivered');
}

/** Pods with a network of their own and an address of the family: API pods first, then other namespaces, each by name. */
export function podsOn(context: FactContext, node: NodeModel, family: Family): readonly Representative[] {
  return context.memo(`pods ${family} ${node.name}`, () =>
    node.namespaces
      .flatMap((netns): (Representative & { readonly known: boolean })[] => {
        const address = addressOf(netns, family);
        return address === undefined ? [] : [{ netns, address, known: netns.pod !== null }];
      })
      .sort((a, b) => Number(b.known) - Number(a.known) || (a.netns.label < b.netns.label ? -1 : 1)),
  );
}

function addressOf(netns: NetworkNamespace, family: Family): string | undefined {
  if (netns.addresses.state !== 'known') return undefined;
  const own = netns.addresses.value.filter(
    (one) => one.family === family && one.device !== 'lo' && (one.scope === 'global' || one.scope === null),
  );
  return own.find((one) => netns.pod?.ips.includes(one.address) === true)?.address ?? own[0]?.address;
}

/**
 * An address by which other nodes ask for the pods of a node: that of a pod, else one of its pod network, which tells as much about the
 * way up to the node.
 */
export function podAddressOf(context: FactContext, node: NodeModel, family: Family): string | undefined {
  const pod = representativeOf(context, node, family);
  if (pod !== undefined) return pod.address;
  const cidrs = node.kubernetes.state === 'known' ? node.kubernetes.value.podCidrs : [];
  for (const text of cidrs) {
    const cidr = parseCidr(text);
    if (cidr?.family === family) return formatAddress(family, cidr.first + (cidr.last > cidr.first ? 1n : 0n));
  }
  return undefined;
}

/** The device of the namespace that has this address. */
export function deviceHolding(netns: NetworkNamespace, address: string): Link | undefined {
  if (netns.addresses.state !== 'known') return undefined;
  const name = netns.addresses.value.find((one) => one.address === address)?.device;
  return name === undefined ? undefined : linkNamed(netns, name);
}
