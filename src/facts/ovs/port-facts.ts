import type { ClusterModel, NodeModel } from '../../model/types.ts';
import { listOf } from '../fact-value.ts';
import { defineFact, type Item, type Unseen } from '../types.ts';
import { componentsOf } from './components.ts';
import type { OvsTopology, PortView } from './topology.ts';
import { withTopology } from './with-ovs.ts';

const errorFields = { bridge: 'string', device: 'string', error: 'string', pod: 'string' } as const;

export const portFacts = [
  defineFact({
    name: 'node.ovs.brokenInterfaces',
    target: 'node',
    type: 'list',
    fields: errorFields,
    doc: 'Interfaces that Open vSwitch could not open or add, with its error, but for patch ports and for ports of pods that are gone. `pod`: the pod that it carries, where that is known.',
    sources: ['ovs-interface', 'ovs-port', 'ip-link', 'cluster/pods', 'cluster/podnics'],
    compute: ({ node }, context) =>
      withTopology(node, context, (topology) =>
        listOf(
          inError(topology)
            .filter((port) => !isStale(port, node, topology))
            .map(errorItem),
        ),
      ),
  }),
  defineFact({
    name: 'node.ovs.staleInterfaces',
    target: 'node',
    type: 'list',
    fields: errorFields,
    doc: 'Ports that are left over from pods that are gone: their device does not exist, and no pod of the node has them. `pod`: the name that the port still carries.',
    sources: ['ovs-interface', 'ovs-port', 'ip-link', 'cluster/pods', 'cluster/podnics'],
    compute: ({ node }, context) =>
      withTopology(node, context, (topology) =>
        listOf(
          inError(topology)
            .filter((port) => isStale(port, node, topology))
            .map(errorItem),
          apiUnseen(topology, context.cluster),
        ),
      ),
  }),
] as const;

/** In user space a device that goes away leaves no error behind, and its OpenFlow port stays: only the kernel tells. */
const inError = (topology: OvsTopology): readonly PortView[] =>
  topology.ports.filter(
    ({ role, interface: face }) => role !== 'patch' && (role === 'gone' || face.error !== null || face.ofport === -1),
  );

const errorItem = ({ bridge, device, role, interface: face, owner }: PortView): Item => ({
  bridge,
  device,
  error: face.error ?? (role === 'gone' ? 'there is no such device on the node' : 'it has no OpenFlow port number'),
  pod: owner.kind === 'pod' || owner.kind === 'gone' ? owner.pod : null,
});

/**
 * Nobody's port in a bridge where the API accounts for pods' ports was a pod's whose object is gone as well; unless nothing leads out of that
 * bridge, since then it may be what did.
 */
function isStale({ role, bridge, owner }: PortView, node: NodeModel, topology: OvsTopology): boolean {
  if (role !== 'gone' || owner.kind === 'pod' || owner.kind === 'unknown') return false;
  if (owner.kind === 'gone') return true;
  const component = componentsOf(node, topology).find(({ bridges }) => bridges.includes(bridge));
  return (
    component !== undefined &&
    component.ways.length > 0 &&
    component.ports.some((port) => port.bridge === bridge && port.owner.kind === 'pod')
  );
}

/** Whose a port without a device was, only the API tells; where there is none, nobody needs to ask. */
function apiUnseen(topology: OvsTopology, cluster: ClusterModel): readonly Unseen[] {
  if (!topology.ports.some(({ role, owner }) => role === 'gone' && owner.kind === 'unknown'))
    return topology.unseenHost;
  return [cluster.pods, cluster.podNics].flatMap((reading) =>
    reading.state === 'unknown' ? [{ who: 'cluster', missing: reading.missing, reason: reading.reason }] : [],
  );
}
