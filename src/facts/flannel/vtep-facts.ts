import { listOf, unknownBecause } from '../fact-value.ts';
import { onceSettled } from '../node/settling.ts';
import { defineFact, type FactContext, type FactValue, type Item, type TargetOf } from '../types.ts';
import { type Member, ownMember, peersOf } from './member.ts';
import { endpointOf, families } from './overlay-lists.ts';
import { tablesOf } from './overlay-tables.ts';
import { reaches } from './pair.ts';
import { sharedMacs } from './shared-mac.ts';
import { type VtepBlame, vtepBlame } from './vtep-blame.ts';

const sources = ['ip-link', 'ip-neigh', 'bridge-fdb', 'cluster/nodes'] as const;

/** What the blame for a node's own VTEP says, in both families. */
function overOwnVtep(describe: (self: Member, blame: VtepBlame, context: FactContext) => readonly Item[]) {
  return ({ node }: TargetOf<'node'>, context: FactContext): FactValue => {
    const items: Item[] = [];
    for (const family of families) {
      const self = ownMember(node, context, family);
      if (self?.backend !== 'vxlan') continue;
      if (self.device.state === 'unknown') return unknownBecause(self.device);
      const blame = vtepBlame(family, context).get(node.name);
      if (blame) items.push(...describe(self, blame, context));
    }
    return onceSettled(node, context.cluster, listOf(items));
  };
}

/**
 * The MAC to give back to the device: what the others send to. Null where the annotation already has the new MAC; then the
 * others have to learn it.
 */
const restorable = (self: Member, { mac }: VtepBlame): string | null =>
  self.annotatedMac === null
    ? (mac.victims[0]?.value ?? null)
    : self.annotatedMac === mac.truth
      ? null
      : self.annotatedMac;

/**
 * flanneld adds the FDB entry for a new MAC and leaves the old one (vxlan_network.go), and nobody learns on this device: a node that has an entry for the device's
 * MAC and sends to the annotated one has followed a change of the annotation. After a change of the device no node has an entry for its new MAC.
 */
function rememberers(self: Member, { mac }: VtepBlame, context: FactContext): number {
  const { truth } = mac;
  if (truth === null) return 0;
  const followers = new Set(mac.victims.filter(({ value }) => value === self.annotatedMac).map(({ peer }) => peer));
  return peersOf(self, context).filter((peer) => {
    if (!followers.has(peer.name)) return false;
    const { fdb } = tablesOf(peer);
    const destination = fdb.state === 'known' ? fdb.value.destinations.get(truth) : undefined;
    return destination !== undefined && reaches(destination, self);
  }).length;
}

const hasNeighbours = (self: Member): boolean => {
  const { macs } = tablesOf(self);
  return macs.state === 'known' && macs.value.size > 0;
};

const annotationMoved = (self: Member, blame: VtepBlame, context: FactContext): boolean =>
  self.annotatedMac !== null &&
  self.annotatedMac !== blame.mac.truth &&
  blame.mac.victims.length > 0 &&
  // A change of its MAC empties a device's own neighbour table, which flanneld does not refill.
  hasNeighbours(self) &&
  rememberers(self, blame, context) === blame.mac.victims.length;

function annotationOf({ node, family }: Member, mac: string | null): string | null {
  const flannel = node.kubernetes.state === 'known' ? node.kubernetes.value.flannel : null;
  const vni = family === 4 ? flannel?.vni : flannel?.v6?.vni;
  if (mac === null || vni == null) return null;
  const key = family === 4 ? 'backend-data' : 'backend-v6-data';
  return `flannel.alpha.coreos.com/${key}=${JSON.stringify({ VNI: vni, VtepMAC: mac })}`;
}

export const vtepFacts = [
  defineFact({
    name: 'node.vtep.changes',
    target: 'node',
    type: 'list',
    fields: {
      family: 'integer',
      device: 'string',
      mac: 'mac',
      old: 'mac',
      annotated: 'mac',
      restore: 'mac',
      senders: 'integer',
      seen: 'integer',
    },
    doc: "The node's flannel device, where its MAC (`mac`) is not the one that the others were told or send to (`old`): `senders` of `seen` other nodes still send to it. `restore` is the MAC to give back, empty where the others have to learn the new one.",
    sources,
    compute: overOwnVtep((self, blame, context) => {
      if (blame.mac.on !== 'owner' || annotationMoved(self, blame, context)) return [];
      return [
        {
          family: self.family,
          device: self.deviceName,
          mac: blame.mac.truth,
          old: blame.mac.victims[0]?.value ?? self.annotatedMac,
          annotated: self.annotatedMac,
          restore: restorable(self, blame),
          senders: blame.mac.victims.length,
          seen: blame.seenBy,
        },
      ];
    }),
  }),
  defineFact({
    name: 'node.vtep.annotationChanges',
    target: 'node',
    type: 'list',
    fields: {
      family: 'integer',
      device: 'string',
      mac: 'mac',
      annotated: 'mac',
      senders: 'integer',
      witnesses: 'integer',
      annotation: 'string',
    },
    doc: "The node's flannel device, where its annotation was changed and the device was not: other nodes (`witnesses`) still have the FDB entry for the device's MAC (`mac`) from before they followed the annotation (`annotated`), which `senders` of them send to. `annotation` is the right one as `kubectl annotate` takes it.",
    sources,
    compute: overOwnVtep((self, blame, context) => {
      if (blame.mac.on !== 'owner' || !annotationMoved(self, blame, context)) return [];
      return [
        {
          family: self.family,
          device: self.deviceName,
          mac: blame.mac.truth,
          annotated: self.annotatedMac,
          senders: blame.mac.victims.length,
          witnesses: rememberers(self, blame, context),
          annotation: annotationOf(self, blame.mac.truth),
        },
      ];
    }),
  }),
  defineFact({
    name: 'node.vtep.victims',
    target: 'node',
    type: 'list',
    fields: {
      peer: 'string',
      family: 'integer',
      ip: 'ip',
      mac: 'mac',
      actual: 'mac',
      device: 'string',
      destination: 'ip',
    },
    doc: "Nodes that send to the old MAC of this node's flannel device through no fault of their own. `actual` is the MAC to tell them, empty where the device gets its old one back.",
    sources,
    compute: overOwnVtep((self, blame, context) => {
      if (blame.mac.on !== 'owner' || annotationMoved(self, blame, context)) return [];
      const tell = restorable(self, blame) === null ? blame.mac.truth : null;
      return blame.mac.victims.map(({ peer, value }) => ({
        peer,
        family: self.family,
        ip: self.vtepAddress,
        mac: value,
        actual: tell,
        device: deviceOf(peer, self, context),
        destination: endpointOf(self),
      }));
    }),
  }),
  defineFact({
    name: 'node.vtep.annotationDrift',
    target: 'node',
    type: 'list',
    fields: { family: 'integer', device: 'string', mac: 'mac', annotated: 'mac' },
    doc: "The node's flannel device, where its annotation tells another MAC, but every other node has the right one all the same.",
    sources,
    compute: overOwnVtep((self, { mac }) =>
      mac.on === 'latent' || (mac.on === 'claimants' && self.annotatedMac !== null && self.annotatedMac !== mac.truth)
        ? [{ family: self.family, device: self.deviceName, mac: mac.truth, annotated: self.annotatedMac }]
        : [],
    ),
  }),
  defineFact({
    name: 'node.vtep.endpointVictims',
    target: 'node',
    type: 'list',
    fields: { peer: 'string', family: 'integer', mac: 'mac', device: 'string', destination: 'ip', expected: 'ip' },
    doc: "Other nodes that send this node's tunnel packets to an address that it does not have, where at least two do and nobody has it right: its address changed and the news reached no one.",
    sources,
    compute: overOwnVtep((self, { endpoint }, context) =>
      endpoint.on !== 'owner' || sharedMacs(self.family, context).has(self.mac ?? '')
        ? []
        : endpoint.victims.map(({ peer, value }) => ({
            peer,
            family: self.family,
            mac: self.mac,
            device: deviceOf(peer, self, context),
            destination: value,
            expected: endpoint.truth,
          })),
    ),
  }),
] as const;

function deviceOf(peer: string, self: Member, context: FactContext): string | null {
  const node = context.cluster.node(peer);
  return (node && ownMember(node, context, self.family)?.deviceName) ?? null;
}
