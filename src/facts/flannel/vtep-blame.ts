import type { Family } from '../../parse/records.ts';
import type { FactContext } from '../types.ts';
import { type Blame, type Claim, settleBlame } from './blame.ts';
import { type Member, membersOf, peersOf } from './member.ts';
import { type Pair, pairOf, reaches } from './pair.ts';

/** Who is wrong about a node's VTEP MAC and about its tunnel endpoint. */
export interface VtepBlame {
  readonly mac: Blame;
  readonly endpoint: Blame;
  /** Number of other nodes whose neighbour table was seen, as far as they reach this node through the overlay. */
  readonly seenBy: number;
}

/** What the others hold for one node; of those that are right only the number is kept, since all pairs of a large network are too many. */
interface Votes {
  readonly claims: Claim[];
  agreeing: number;
}

/** The pairs of a node with each of its peers. Those of the node that was asked for last are kept. */
export function pairsOf(self: Member, context: FactContext): readonly Pair[] {
  const last = context.memo(`flannel pairs ${self.family}`, (): { self: Member | null; pairs: readonly Pair[] } => ({
    self: null,
    pairs: [],
  }));
  if (last.self !== self) {
    last.pairs = peersOf(self, context).map((peer) => pairOf(self, peer, context));
    last.self = self;
  }
  return last.pairs;
}

/** By node name. */
export function vtepBlame(family: Family, context: FactContext): ReadonlyMap<string, VtepBlame> {
  return context.memo(`flannel vtep blame ${family}`, () => {
    const members = membersOf(context, family).filter(({ backend }) => backend === 'vxlan');
    const claimants = new Map<string, number>();
    for (const { vtepAddress } of members)
      if (vtepAddress !== null) claimants.set(vtepAddress, (claimants.get(vtepAddress) ?? 0) + 1);
    const votes = new Map(members.map((member) => [member, { mac: newVotes(), endpoint: newVotes() }]));
    for (const viewer of members) {
      for (const peer of members) {
        if (peer === viewer) continue;
        const pair = pairOf(viewer, peer, context);
        const about = votes.get(peer);
        const { mac } = pair;
        if (!about || mac.state !== 'known' || mac.value === null) continue;
        // Two nodes with one pod network take turns in one entry: the overlap is the fault, not what stands there.
        if (claimants.get(peer.vtepAddress ?? '') !== 1) continue;
        const destination = pair.destination(mac.value);
        // Entries that are right do no harm where the overlay is not used: only for others it matters whether it is.
        const differs =
          mac.value !== peer.mac || (destination.state === 'known' && destination.value !== peer.endpoint);
        if (differs && pair.direct) continue;
        vote(about.mac, viewer, mac.value, peer.mac);
        if (destination.state === 'known' && destination.value !== null)
          vote(about.endpoint, viewer, destination.value, peer.endpoint);
      }
    }
    return new Map([...votes].map(([member, { mac, endpoint }]) => [member.name, blameFor(member, mac, endpoint)]));
  });
}

const newVotes = (): Votes => ({ claims: [], agreeing: 0 });

function vote(votes: Votes, { name }: Member, value: string, right: string | null): void {
  if (value === right) votes.agreeing += 1;
  else votes.claims.push({ peer: name, value });
}

function blameFor(member: Member, macs: Votes, endpoints: Votes): VtepBlame {
  const device = member.device.state === 'known' ? member.device.value : null;
  const mac = settleBlame({ seen: device?.mac?.toLowerCase() ?? null, told: member.annotatedMac, ...macs });
  // An announced endpoint that the node does not have may be a NAT's (public-ip-overwrite): then the node is no witness for it.
  const seen =
    member.endpoint === null ? (device?.vxlan?.local ?? null) : isOwn(member, member.endpoint) ? member.endpoint : null;
  const endpoint = settleBlame({
    seen,
    told: member.endpoint,
    ...endpoints,
    accepts: (address) => reaches(address, member),
  });
  return { mac, endpoint, seenBy: macs.claims.length + macs.agreeing };
}

const isOwn = ({ node, hostAddresses }: Member, address: string): boolean =>
  node.host.addresses.state === 'known' && hostAddresses?.has(address) === true;
