import { parseAddress } from '../../model/ip.ts';
import type { NetfilterModel } from '../../model/netfilter.ts';
import type { NodeModel } from '../../model/types.ts';
import type { Family } from '../../parse/records.ts';
import type { FactContext } from '../types.ts';
import { namingRules } from './naming-rules.ts';

/** A node by one of its addresses. */
export interface Peer {
  readonly node: NodeModel;
  readonly address: string;
  readonly value: bigint;
}

/** Addresses of all nodes, in their order. */
export function peersOf({ cluster, memo }: FactContext, family: Family): readonly Peer[] {
  return memo(`nodes by address ${family}`, () =>
    cluster.nodes
      .flatMap((node) => {
        const addresses = node.kubernetes.state === 'known' ? node.kubernetes.value.internalIps : [];
        return addresses.flatMap((address) => {
          const parsed = parseAddress(address);
          return parsed?.family === family ? [{ node, address, value: parsed.value }] : [];
        });
      })
      .sort((a, b) => (a.value < b.value ? -1 : a.value > b.value ? 1 : 0)),
  );
}

/** Peers that rules name, beyond which more would say nothing new. */
const MOST = 32;

/** Two peers that stand for all, since a rule may spare one, and those that some rule names. */
export function telling(
  node: NodeModel,
  local: string,
  model: NetfilterModel,
  peers: readonly Peer[],
): readonly Peer[] {
  const isOther = (peer: Peer): boolean => peer.node !== node && peer.address !== local;
  const found = new Set(peers.slice(0, MOST).filter(isOther).slice(0, 2));
  for (const { source, destination } of namingRules(model)) {
    for (const { first, last } of [...(source ?? []), ...(destination ?? [])]) {
      for (let at = firstFrom(peers, first); at < peers.length && found.size < MOST; at++) {
        const peer = peers[at];
        if (peer === undefined || peer.value > last) break;
        if (isOther(peer)) found.add(peer);
      }
    }
  }
  return [...found];
}

/** Place of the first peer that has this address or a higher one. */
function firstFrom(peers: readonly Peer[], value: bigint): number {
  let low = 0;
  let high = peers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((peers[middle]?.value ?? 0n) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
