import { defineFact } from '../types.ts';
import { lacksFdb, overVteps, tableSources as sources, unknownVtep } from './over-vteps.ts';
import { endpointOf, nothing, oneItem } from './overlay-lists.ts';
import { peerFields } from './peer-fields.ts';
import { sharedMacs } from './shared-mac.ts';
import { vtepBlame } from './vtep-blame.ts';

function overEndpoints(on: 'claimants' | 'pair') {
  return overVteps((pair, context) => {
    const { self, peer, mac } = pair;
    if (mac.state !== 'known' || mac.value === null) return nothing;
    // One MAC has one entry: where two nodes share it, no entry is right for both.
    if (sharedMacs(peer.family, context).has(mac.value)) return nothing;
    const blame = vtepBlame(peer.family, context).get(peer.name);
    // Frames for another MAC go astray already: where they go does not matter.
    if (!blame || blame.mac.truth !== mac.value) return nothing;
    const destination = pair.destination(mac.value);
    if (destination.state !== 'known' || destination.value === null) return nothing;
    if (blame.endpoint.truth === null) return unknownVtep(peer);
    if (
      (blame.endpoint.on === 'pair') !== (on === 'pair') ||
      !blame.endpoint.wrong.some((claim) => claim.peer === self.name)
    )
      return nothing;
    return oneItem({
      peer: peer.name,
      family: peer.family,
      mac: mac.value,
      device: self.deviceName,
      destination: destination.value,
      expected: blame.endpoint.truth,
    });
  });
}

const endpointFields = { ...peerFields, mac: 'mac', device: 'string', destination: 'ip', expected: 'ip' } as const;

export const fdbFacts = [
  defineFact({
    name: 'node.overlay.missingFdb',
    target: 'node',
    type: 'list',
    fields: { ...peerFields, mac: 'mac', device: 'string', destination: 'ip' },
    doc: "Peers whose VTEP MAC has no FDB entry on the node's vxlan device, so that frames for it are dropped. Peers with a wrong neighbour entry are not in it.",
    sources,
    compute: overVteps((pair) => {
      const { peer, self } = pair;
      if (peer.mac === null) return unknownVtep(peer);
      return lacksFdb(pair)
        ? oneItem({
            peer: peer.name,
            family: peer.family,
            mac: peer.mac,
            device: self.deviceName,
            destination: endpointOf(peer),
          })
        : nothing;
    }),
  }),
  defineFact({
    name: 'node.overlay.wrongFdb',
    target: 'node',
    type: 'list',
    fields: endpointFields,
    doc: 'Peers whose FDB entry sends to an address (`destination`) that is not theirs, where this node is the one that is wrong; `expected` is their address.',
    sources,
    compute: overEndpoints('claimants'),
  }),
  defineFact({
    name: 'node.overlay.disputedFdb',
    target: 'node',
    type: 'list',
    fields: endpointFields,
    doc: 'Peers whose FDB entry sends to another address than they announced, where nobody settles which of the two is wrong.',
    sources,
    compute: overEndpoints('pair'),
  }),
] as const;
