import type { NetworkNamespace } from '../model/types.ts';
import type { Link } from '../parse/records.ts';

export type PeerAnswer =
  | { readonly found: 'one'; readonly netns: NetworkNamespace; readonly link: Link }
  /** The other end is in no namespace that was seen. */
  | { readonly found: 'none' }
  | { readonly found: 'several' };

const peers = new WeakMap<Link, PeerAnswer>();

/**
 * The other end of a veth. `ip -d link` gives each end the ifindex of the other (`link_index`), and the kernel's own number of the other's
 * namespace, which means nothing outside of this one: the two ends are found by naming each other's ifindex.
 */
export function vethPeer(netns: NetworkNamespace, link: Link): PeerAnswer {
  const cached = peers.get(link);
  if (cached !== undefined) return cached;
  const answer = findPeer(netns, link);
  peers.set(link, answer);
  return answer;
}

function findPeer(netns: NetworkNamespace, link: Link): PeerAnswer {
  if (link.lower !== null && link.lowerNetnsid === null && netns.links.state === 'known') {
    const other = netns.links.value.byName.get(link.lower);
    return other === undefined ? { found: 'none' } : { found: 'one', netns, link: other };
  }
  if (link.index === null || link.lowerIndex === null) return { found: 'none' };
  const candidates: { netns: NetworkNamespace; link: Link }[] = [];
  for (const other of [netns.node.host, ...netns.node.namespaces]) {
    if (other === netns || other.links.state !== 'known') continue;
    const end = other.links.value.byIndex.get(link.lowerIndex);
    if (
      end !== undefined &&
      end.lowerIndex === link.index &&
      end.lowerNetnsid !== null &&
      (end.kind ?? 'veth') === 'veth'
    ) {
      candidates.push({ netns: other, link: end });
    }
  }
  const [first, second] = candidates;
  if (first === undefined) return { found: 'none' };
  if (second === undefined) return { found: 'one', ...first };
  // Two pairs can be numbered alike when one of them joins two pods: then nothing but the host's own end is certain.
  const host = candidates.find((candidate) => candidate.netns.id === 'host');
  return host === undefined ? { found: 'several' } : { found: 'one', ...host };
}
