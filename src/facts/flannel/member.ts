import { type Cidr, cidrOf, formatAddress, formatCidr, parseCidr } from '../../model/ip.ts';
import type { Reading } from '../../model/reading.ts';
import type { ClusterModel, KubernetesNode, NodeModel } from '../../model/types.ts';
import type { Family, Link } from '../../parse/records.ts';
import type { FactContext } from '../types.ts';
import { type Backend, flannelBackend } from './backend.ts';
import { deviceNameOf, deviceOf } from './overlay-device.ts';

/** A node as the other nodes of a flannel network see it, in one address family. */
export interface Member {
  readonly node: NodeModel;
  readonly name: string;
  readonly family: Family;
  readonly backend: Backend;
  /** Pod network of the node; null when neither the API nor the node says. */
  readonly podCidr: Cidr | null;
  /** Address of its flannel device: the first of the pod network (`10.244.2.0`), by flannel's convention. */
  readonly vtepAddress: string | null;
  /** Name that the overlay device has or ought to have; null for backends without one. */
  readonly deviceName: string | null;
  /** Absent: looked, and there is no such device. */
  readonly device: Reading<Link>;
  /** What the node's flanneld told the others: VTEP MAC and tunnel endpoint. */
  readonly annotatedMac: string | null;
  readonly endpoint: string | null;
  /** MAC of the device that was seen, else the annotated one. */
  readonly mac: string | null;
  /** Every address in the node's host namespace, and those that the API lists; null when nobody could look. */
  readonly hostAddresses: ReadonlySet<string> | null;
}

/** All members of the flannel network of one family, sorted by node name. */
export function membersOf(context: FactContext, family: Family): readonly Member[] {
  return context.memo(`flannel members ${family}`, () =>
    context.cluster.nodes.flatMap((node) => memberOf(node, context.cluster, family) ?? []),
  );
}

/** The node's own side; undefined where it is no member in this family. */
export function ownMember(node: NodeModel, context: FactContext, family: Family): Member | undefined {
  const byNode = context.memo(
    `flannel member ${family}`,
    () => new Map(membersOf(context, family).map((member) => [member.node, member])),
  );
  return byNode.get(node);
}

/** Members that a node exchanges pod traffic with: those of its own backend, as flanneld ignores the others. */
export function peersOf(self: Member, context: FactContext): readonly Member[] {
  return membersOf(context, self.family).filter(
    (member) => member.node !== self.node && member.backend === self.backend,
  );
}

function memberOf(node: NodeModel, cluster: ClusterModel, family: Family): Member | undefined {
  const backend = flannelBackend(node, cluster);
  if (backend.state !== 'known') return undefined;
  const kubernetes = node.kubernetes.state === 'known' ? node.kubernetes.value : null;
  const claim = claimOf(kubernetes, family);
  const deviceName = deviceNameOf(node, backend.value, family, claim.vni, cluster);
  const device = deviceOf(node, deviceName);
  const onNode = hasFamily(node, family, device);
  // Nothing of this family, neither told nor found: a single-stack cluster, or a Node that flannel has not come to.
  if (!onNode && claim.mac === null && claim.endpoint === null) return undefined;
  const podCidr = podCidrOf(node, kubernetes, family, device);
  const deviceMac = device.state === 'known' ? device.value.mac : null;
  return {
    node,
    name: node.name,
    family,
    backend: backend.value,
    podCidr,
    vtepAddress: podCidr && formatAddress(family, podCidr.first),
    deviceName,
    device,
    annotatedMac: claim.mac,
    endpoint: claim.endpoint,
    mac: deviceMac ?? claim.mac,
    hostAddresses: hostAddressesOf(node, kubernetes),
  };
}

function claimOf(
  kubernetes: KubernetesNode | null,
  family: Family,
): { vni: number | null; mac: string | null; endpoint: string | null } {
  const flannel = kubernetes?.flannel;
  const claim = family === 4 ? flannel : flannel?.v6;
  return { vni: claim?.vni ?? null, mac: claim?.vtepMac?.toLowerCase() ?? null, endpoint: claim?.publicIp ?? null };
}

function hasFamily(node: NodeModel, family: Family, device: Reading<Link>): boolean {
  if (family === 6 && device.state === 'known') return true;
  const env = node.flannelSubnetEnv;
  if (env.state === 'known') return (family === 4 ? env.value.subnet : env.value.ipv6Subnet) !== null;
  return device.state === 'known';
}

/** The API's word, else subnet.env's, else the address of the device itself widened to flannel's default /24. */
function podCidrOf(
  node: NodeModel,
  kubernetes: KubernetesNode | null,
  family: Family,
  device: Reading<Link>,
): Cidr | null {
  for (const text of kubernetes?.podCidrs ?? []) {
    const cidr = parseCidr(text);
    if (cidr?.family === family) return cidr;
  }
  const env = node.flannelSubnetEnv.state === 'known' ? node.flannelSubnetEnv.value : null;
  const subnet = parseCidr((family === 4 ? env?.subnet : env?.ipv6Subnet) ?? '');
  if (subnet?.family === family) return subnet;
  if (device.state !== 'known' || node.host.addresses.state !== 'known') return null;
  const own = node.host.addresses.value.find(
    (address) => address.device === device.value.name && address.family === family && address.scope !== 'link',
  );
  const address = own && parseCidr(own.address);
  return address ? cidrOf(family, address.first, family === 4 ? 24 : 64) : null;
}

function hostAddressesOf(node: NodeModel, kubernetes: KubernetesNode | null): ReadonlySet<string> | null {
  const seen = node.host.addresses.state === 'known' ? node.host.addresses.value.map(({ address }) => address) : null;
  if (seen === null && kubernetes === null) return null;
  return new Set([...(seen ?? []), ...(kubernetes?.internalIps ?? [])]);
}

/** The pod network as text, `10.244.2.0/24`. */
export const podNetworkText = (member: Member): string | null => member.podCidr && formatCidr(member.podCidr);
