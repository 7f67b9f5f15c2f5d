import type { Known } from '../../model/reading.ts';
import type { ClusterModel, NodeModel, OvsBridge, OvsDatabase, OvsInterface } from '../../model/types.ts';
import type { Link } from '../../parse/records.ts';
import { vethPeer } from '../../walk/veth.ts';
import type { Unseen } from '../types.ts';
import { ownerOfPort, type PortOwner, portOwners } from './port-owner.ts';

/**
 * What a port of an OVS bridge is for. Told by what the kernel says of its device, never by its name:
 * internal  the bridge's own device, or one of the host's IP stack
 * patch     the near end of a link to another bridge, inside OVS
 * tunnel    vxlan, geneve, …
 * cable     one end of a veth pair whose other end is in the host's namespace too
 * pod       leads into a network namespace of the node, or carries a pod by the API's word, or is a tap device of a guest
 * uplink    leads out of the machine: a NIC, a bond, a VLAN device, DPDK; also a veth that ends nowhere on this node
 * gone      its device does not exist
 * unclear   nobody could look
 */
export type PortRole = 'internal' | 'patch' | 'tunnel' | 'cable' | 'pod' | 'uplink' | 'gone' | 'unclear';

export interface PortView {
  readonly bridge: string;
  /** Name of the OVS port: a bond's, where several interfaces make one port. */
  readonly port: string;
  readonly device: string;
  readonly role: PortRole;
  readonly interface: OvsInterface;
  readonly link: Link | undefined;
  readonly owner: PortOwner;
}

export interface OvsTopology {
  readonly database: Known<OvsDatabase>;
  readonly bridges: readonly OvsBridge[];
  readonly ports: readonly PortView[];
  /** Why devices of the host are not known. */
  readonly unseenHost: readonly Unseen[];
  /** Network namespaces that could not be read: a veth into one of them looks like one that leaves the machine. */
  readonly unseenPods: readonly Unseen[];
}

const TUNNELS = /^(?:vxlan|geneve|gre|gre64|ip6gre|erspan|ip6erspan|lisp|stt|bareudp|gtpu|srv6)$/;

/** The bridges of a node with what each port is for. */
export function topologyOf(node: NodeModel, cluster: ClusterModel, database: Known<OvsDatabase>): OvsTopology {
  const links = node.host.links;
  const unseenHost: Unseen[] = [];
  const who = `node/${node.name}`;
  if (links.state === 'unknown') unseenHost.push({ who, missing: links.missing, reason: links.reason });
  if (links.state === 'known' && links.partial !== undefined)
    unseenHost.push({ who, missing: 'ip-link', reason: links.partial });
  const whole = links.state === 'known' && links.partial === undefined ? links.value : undefined;
  const unseenPods = whole ? unreadNamespaces(node) : [];
  const owners = portOwners(node, cluster);
  const ports = database.value.bridges.flatMap((bridge) =>
    bridge.ports.flatMap((port) =>
      port.interfaces.map((face): PortView => {
        const link = links.state === 'known' ? links.value.byName.get(face.name) : undefined;
        const owner = ownerOfPort(face, owners);
        const role = roleOf(face, link, node, whole !== undefined, owner, unseenPods.length > 0);
        return { bridge: bridge.name, port: port.name, device: face.name, role, interface: face, link, owner };
      }),
    ),
  );
  return { database, bridges: database.value.bridges, ports, unseenHost, unseenPods };
}

function roleOf(
  face: OvsInterface,
  link: Link | undefined,
  node: NodeModel,
  allSeen: boolean,
  owner: PortOwner,
  someUnseen: boolean,
): PortRole {
  if (face.type === 'internal' || face.type === 'patch') return face.type;
  if (TUNNELS.test(face.type)) return 'tunnel';
  if (face.type.startsWith('dpdkvhost')) return 'pod';
  if (face.type.startsWith('dpdk') || face.type.startsWith('afxdp')) return 'uplink';
  if (link === undefined && (allSeen || isMissing(face))) return 'gone';
  if (owner.kind === 'pod') return 'pod';
  if (link === undefined || link.kind === undefined) return 'unclear';
  if (link.kind === 'tun') return 'pod';
  if (link.kind !== 'veth') return 'uplink';
  if (link.lower !== null) return 'cable';
  if (vethPeer(node.host, link).found !== 'none') return 'pod';
  // A pod's veth looks the same when its namespace could not be read.
  return someUnseen ? 'unclear' : 'uplink';
}

/** Why some of these ports are unclear; nothing where all are clear. */
export function unseenOf({ unseenHost, unseenPods }: OvsTopology, ports: readonly PortView[]): readonly Unseen[] {
  return ports.some((port) => port.role === 'unclear') ? [...unseenHost, ...unseenPods] : [];
}

/** Open vSwitch says ENODEV in words (lib/netdev-linux.c); `ofport` -1 alone can have other reasons. */
export const isMissing = (face: OvsInterface): boolean => face.error !== null && /No such device/.test(face.error);

/** Network namespaces of the node whose devices could not be read. */
const unreadNamespaces = (node: NodeModel): readonly Unseen[] =>
  node.namespaces.flatMap(({ links, pod, label }) =>
    links.state === 'unknown'
      ? [{ who: pod ? `pod/${label}` : `node/${node.name} ${label}`, missing: links.missing, reason: links.reason }]
      : [],
  );
