import type { Unknown } from '../../model/reading.ts';
import type { NetworkNamespace, NodeModel } from '../../model/types.ts';
import { listOf, unknownBecause } from '../fact-value.ts';
import { podSettling, settling } from '../node/settling.ts';
import { defineFact, type FactContext, type FactValue, type Item, type TargetOf, type Unseen } from '../types.ts';
import { type Mismatch, mismatchOf } from './mismatch.ts';
import { unreadOwner } from './unread-owner.ts';

const fields = {
  address: 'ip',
  mac: 'mac',
  actual: 'mac',
  device: 'string',
  netns: 'string',
  state: 'string',
  peer: 'string',
  ownerNode: 'string',
  owner: 'string',
  ownerDevice: 'string',
  ownerCommand: 'string',
  entryCommand: 'string',
} as const;

const sources = ['ip-neigh', 'ip-link', 'ip-addr', 'sysctl'] as const;

export const mismatchFacts = [
  defineFact({
    name: 'node.neighbours.mismatches',
    target: 'node',
    type: 'list',
    fields,
    doc: 'Neighbour entries of the node and its pods whose MAC (`mac`) is not that of the device which has the address (`actual`, on `owner`), wherever in the snapshot that is. One of `ownerCommand` and `entryCommand` is set: the `ip` command for the place to mend.',
    sources,
    compute: (target, context) => mismatches(target, context, 'confirmed'),
  }),
  defineFact({
    name: 'node.neighbours.doubtfulMismatches',
    target: 'node',
    type: 'list',
    fields,
    doc: 'The same for entries that the kernel verifies before it relies on them (STALE, DELAY, PROBE).',
    sources,
    compute: (target, context) => mismatches(target, context, 'doubtful'),
  }),
] as const;

function mismatches({ node }: TargetOf<'node'>, context: FactContext, certainty: Mismatch['certainty']): FactValue {
  const { found, unseen } = context.memo(`neighbour mismatches ${node.name}`, () => compare(node, context));
  if (node.host.neighbours.state === 'unknown' && found.length === 0) return unknownBecause(node.host.neighbours);
  return listOf(found.filter((mismatch) => mismatch.certainty === certainty).map(itemOf), unseen);
}

function compare(
  node: NodeModel,
  context: FactContext,
): { readonly found: readonly Mismatch[]; readonly unseen: readonly Unseen[] } {
  const found: Mismatch[] = [];
  const unseen: Unseen[] = [];
  for (const netns of [node.host, ...node.namespaces]) {
    const { neighbours } = netns;
    if (neighbours.state === 'unknown')
      unseen.push({ who: whoIs(netns), missing: neighbours.missing, reason: neighbours.reason });
    const entries = neighbours.state === 'known' ? neighbours.value : [];
    if (entries.length > 0 && !anyAddressRead(context))
      unseen.push({
        who: whoIs(netns),
        missing: 'ip-addr',
        reason: 'no addresses were read on any machine, so that nobody says whose they are',
      });
    for (const entry of entries) {
      const mismatch = mismatchOf(netns, entry, context);
      const unread = mismatch ? undefined : unreadOwner(netns, entry, context);
      const young = mismatch && settlingOf(mismatch, context);
      if (young)
        unseen.push({ who: `${whoIs(netns)}: ${entry.address}`, missing: young.missing, reason: young.reason });
      else if (mismatch) found.push(mismatch);
      else if (unread) unseen.push({ who: `${whoIs(netns)}: ${entry.address}`, ...unread });
    }
  }
  return { found, unseen };
}

/** Both sides have to be at rest: an address that was given to another pod a moment ago is still known by its old MAC. */
const settlingOf = ({ netns, owner }: Mismatch, { cluster }: FactContext): Unknown | null =>
  [netns, owner.netns]
    .map(({ node, pod }) => settling(node, cluster) ?? podSettling(pod, cluster))
    .find((reason) => reason !== null) ?? null;

const anyAddressRead = (context: FactContext): boolean =>
  context.memo('any address read', () =>
    context.cluster.nodes.some((node) =>
      [node.host, ...node.namespaces].some(
        ({ addresses }) => addresses.state === 'known' && addresses.value.length > 0,
      ),
    ),
  );

const whoIs = (netns: NetworkNamespace): string =>
  netns.pod
    ? `pod/${netns.label}`
    : netns.id === 'host'
      ? `node/${netns.node.name}`
      : `node/${netns.node.name} ${netns.label}`;

function itemOf({ netns, entry, mac, owner, actual }: Mismatch): Item {
  const mendOwner = isForOwnerToMend(owner);
  return {
    address: entry.address,
    mac,
    actual,
    device: entry.device,
    netns: netns.label,
    state: entry.states.join(' ') || null,
    peer: owner.node === netns.node ? null : owner.node.name,
    ownerNode: owner.node.name,
    owner: `${owner.link.name} ${placeOf(owner.netns)}`,
    ownerDevice: owner.link.name,
    ownerCommand: mendOwner ? ipCommand(owner.netns) : null,
    entryCommand: mendOwner ? null : ipCommand(netns),
  };
}

/** `on n2`, `in podns on podvm`, `in podns (default/web) on podvm`. */
function placeOf({ id, label, name, node }: NetworkNamespace): string {
  if (id === 'host') return `on ${node.name}`;
  return `in ${name && name !== label ? `${name} (${label})` : label} on ${node.name}`;
}

/**
 * A tunnel's end that stands in for a pod, or a machine outside of Kubernetes: the cluster's network made the entry and will
 * make it again, so that the device has to take the MAC that the network knows.
 */
const isForOwnerToMend = ({ node, link }: Mismatch['owner']): boolean =>
  link.kind === 'vxlan' || link.kind === 'geneve' || node.kubernetes.state === 'absent';

/**
 * How to reach a namespace's tables from its machine; null where it has no name. What follows `exec` is run, and the name comes
 * from a snapshot: only a plain one goes into the command.
 */
function ipCommand({ id, name }: NetworkNamespace): string | null {
  if (id === 'host') return 'ip';
  return name && /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,254}$/.test(name) ? `ip netns exec ${name} ip` : null;
}
