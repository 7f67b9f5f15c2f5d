import { cidrContains, parseAddress, parseCidr } from '../../model/ip.ts';
import type { NodeModel } from '../../model/types.ts';
import type { Address, Family } from '../../parse/records.ts';
import type { FactContext } from '../types.ts';
import type { Member } from './member.ts';

/** The tunnel endpoint that a node announced by its annotation, and what is known of it. */
export interface PublicIp {
  readonly member: Member;
  /** Full name of the annotation. */
  readonly annotation: string;
  readonly told: string;
  /** True where somebody chose the address: it may be that of a NAT in front of the node. */
  readonly chosen: boolean;
  /** Whether the node has the address; null where nobody could look. */
  readonly own: boolean | null;
}

export function publicIpOf(member: Member, context: FactContext): PublicIp | undefined {
  const { kubernetes, host } = member.node;
  if (kubernetes.state !== 'known' || kubernetes.value.flannel === null || member.endpoint === null) return undefined;
  const { prefix, publicIpOverwrite, v6 } = kubernetes.value.flannel;
  const { addresses } = host;
  const has = addresses.state === 'known' && addresses.value.some(({ address }) => address === member.endpoint);
  const overwrite = member.family === 4 ? publicIpOverwrite : (v6?.publicIpOverwrite ?? null);
  return {
    member,
    annotation: `${prefix}${member.family === 4 ? 'public-ip' : 'public-ipv6'}`,
    told: member.endpoint,
    chosen: overwrite !== null || isForced(member, context),
    own: has ? true : addresses.state === 'known' && addresses.partial === undefined ? false : null,
  };
}

/** `--public-ip` of flanneld is taken over like the annotation that overwrites it (flannel main.go). */
function isForced({ node, family }: Member, { cluster }: FactContext): boolean {
  const flag = family === 4 ? 'public-ip' : 'public-ipv6';
  if (
    node.processes.state === 'known' &&
    node.processes.value.some(({ name, flags }) => name === 'flanneld' && flag in flags)
  )
    return true;
  const workloads = cluster.workloads.state === 'known' ? cluster.workloads.value : [];
  return workloads.some(({ name, args }) => /flannel/.test(name) && args.some((arg) => arg.startsWith(`--${flag}=`)));
}

/** The address that flanneld would announce: that of its device, else the node's InternalIP. Null where the node has neither. */
export function rightPublicIp(member: Member): string | null {
  const { node, family, device } = member;
  const local = device.state === 'known' ? (device.value.vxlan?.local ?? null) : null;
  const internal = node.kubernetes.state === 'known' ? node.kubernetes.value.internalIps : [];
  const has = (wanted: string | null): boolean =>
    wanted !== null &&
    parseAddress(wanted)?.family === family &&
    node.host.addresses.state === 'known' &&
    node.host.addresses.value.some(({ address }) => address === wanted);
  return [local, ...internal].find(has) ?? null;
}

/** A node's own address in whose network another address lies. */
export function addressBeside(node: NodeModel, family: Family, wanted: string): Address | undefined {
  const address = parseAddress(wanted);
  if (address === undefined || address.family !== family || node.host.addresses.state !== 'known') return undefined;
  return node.host.addresses.value.find((own) => {
    const network = own.family === family ? parseCidr(`${own.address}/${own.prefixLength}`) : undefined;
    return network !== undefined && cidrContains(network, address);
  });
}
