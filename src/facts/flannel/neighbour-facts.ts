import { defineFact } from '../types.ts';
import { lacksNeighbour, overVteps, tableSources as sources, unknownVtep } from './over-vteps.ts';
import { endpointOf, nothing, oneItem } from './overlay-lists.ts';
import { neighbourFields } from './peer-fields.ts';
import { vtepBlame } from './vtep-blame.ts';

/** Peers about whose MAC the node is wrong (claimants) or in dispute (pair). */
function overMacs(on: 'claimants' | 'pair') {
  return overVteps((pair, context) => {
    const { self, peer, mac } = pair;
    if (mac.state !== 'known' || mac.value === null) return nothing;
    const blame = vtepBlame(peer.family, context).get(peer.name)?.mac;
    if (!blame) return nothing;
    if (blame.truth === null) return unknownVtep(peer);
    if ((blame.on === 'pair') !== (on === 'pair') || !blame.wrong.some((claim) => claim.peer === self.name))
      return nothing;
    return oneItem({
      peer: peer.name,
      family: peer.family,
      ip: peer.vtepAddress,
      mac: mac.value,
      actual: blame.truth,
      device: self.deviceName,
      destination: endpointOf(peer),
    });
  });
}

const staleFields = { ...neighbourFields, actual: 'mac' } as const;
export const neighbourFacts = [
  defineFact({
    name: 'node.overlay.missingNeighbours',
    target: 'node',
    type: 'list',
    fields: neighbourFields,
    doc: 'Peers for whose flannel address the node has no usable neighbour entry on its vxlan device; `mac` is what belongs there.',
    sources,
    compute: overVteps((pair) => {
      if (!lacksNeighbour(pair)) return nothing;
      const { peer, self } = pair;
      if (peer.mac === null) return unknownVtep(peer);
      return oneItem({
        peer: peer.name,
        family: peer.family,
        ip: peer.vtepAddress,
        mac: peer.mac,
        device: self.deviceName,
        destination: endpointOf(peer),
      });
    }),
  }),
  defineFact({
    name: 'node.overlay.stalePeers',
    target: 'node',
    type: 'list',
    fields: staleFields,
    doc: "Peers whose neighbour entry has another MAC (`mac`) than their VTEP (`actual`), where the peer's device, its annotation or the other nodes' tables say that this node is the one that is wrong.",
    sources,
    compute: overMacs('claimants'),
  }),
  defineFact({
    name: 'node.overlay.disputedPeers',
    target: 'node',
    type: 'list',
    fields: staleFields,
    doc: 'Peers whose neighbour entry has another MAC than their VTEP, where one word stands against the other and nobody settles whose mistake it is.',
    sources,
    compute: overMacs('pair'),
  }),
] as const;
