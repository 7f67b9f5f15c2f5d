import type { Link } from '../../parse/records.ts';
import type { FactContext, Item } from '../types.ts';
import { type Member, membersOf } from './member.ts';
import { netConf } from './net-conf.ts';

/** Port that the kernel takes where flannel sets none. */
export const DEFAULT_PORT = 8472;
export const DEFAULT_VNI = 1;

/**
 * What flannel makes a node's vxlan device of (pkg/backend/vxlan/device.go): its name, the MAC that it told the others, its
 * tunnel endpoint and the device that has it. `create` is the name again where everything is known, so that a command can be
 * written, and empty where it is not.
 */
export function deviceBlueprint(self: Member, context: FactContext, present: Link | null = null): Item {
  const others = otherDevices(self, context);
  const env = self.node.flannelSubnetEnv.state === 'known' ? self.node.flannelSubnetEnv.value : null;
  const local = present?.vxlan?.local ?? ownEndpoint(self);
  const config = netConf(context.cluster);
  const conf = config.state === 'known' ? config.value : null;
  const parts = {
    mac: present?.mac ?? self.annotatedMac,
    mtu: present?.mtu ?? env?.mtu ?? mostCommon(others.map(({ mtu }) => mtu)),
    vni: conf === null ? (mostCommon(others.map(({ vxlan }) => vxlan?.id)) ?? DEFAULT_VNI) : (conf.vni ?? DEFAULT_VNI),
    local,
    underlay: present?.vxlan?.device ?? deviceWith(self, local),
    port:
      conf === null
        ? (mostCommon(others.map(({ vxlan }) => vxlan?.port)) ?? DEFAULT_PORT)
        : (conf.port ?? DEFAULT_PORT),
    address: self.vtepAddress && `${self.vtepAddress}/${self.family === 4 ? 32 : 128}`,
  };
  const name = `${self.family === 4 ? 'flannel.' : 'flannel-v6.'}${parts.vni}`;
  const complete = self.backend === 'vxlan' && Object.values(parts).every((part) => part !== null);
  return { device: self.deviceName, family: self.family, create: complete ? name : null, ...parts };
}

function ownEndpoint(self: Member): string | null {
  if (self.endpoint !== null && self.hostAddresses?.has(self.endpoint) === true) return self.endpoint;
  const internal = self.node.kubernetes.state === 'known' ? self.node.kubernetes.value.internalIps : [];
  return internal.find((address) => address.includes(':') === (self.family === 6)) ?? null;
}

function deviceWith(self: Member, address: string | null): string | null {
  const addresses = self.node.host.addresses;
  if (address === null || addresses.state !== 'known') return null;
  return addresses.value.find((own) => own.address === address)?.device ?? null;
}

/** The vxlan devices of the other nodes, as far as they were seen. */
export const otherDevices = (self: Member, context: FactContext): readonly Link[] =>
  membersOf(context, self.family).flatMap((member) =>
    member.node !== self.node && member.device.state === 'known' ? [member.device.value] : [],
  );

/** The value that most have; the smaller one on a tie, so that the answer does not hang on an order. */
export function mostCommon(values: readonly (number | null | undefined)[]): number | null {
  const votes = new Map<number, number>();
  for (const value of values) if (typeof value === 'number') votes.set(value, (votes.get(value) ?? 0) + 1);
  const [first] = [...votes].sort(([a, countA], [b, countB]) => countB - countA || a - b);
  return first?.[0] ?? null;
}
