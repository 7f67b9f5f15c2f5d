import { formatAddress } from '../../model/ip.ts';
import type { Address } from '../../parse/records.ts';
import { fromReading, listOf, scalarValue, unknownBecause } from '../fact-value.ts';
import { defineFact, type FactContext, type FactValue, type Item, type TargetOf } from '../types.ts';
import { backends, flannelBackend } from './backend.ts';
import { deviceBlueprint } from './device-blueprint.ts';
import { type Member, membersOf, ownMember } from './member.ts';
import { families } from './overlay-lists.ts';
import { onceProgrammed } from './programming.ts';

const sources = ['ip-link', 'ip-addr', 'flannel-subnet-env', 'cluster/nodes', 'cluster/configmaps'] as const;

/** Items about the overlay devices that a node has or ought to have. */
function overDevices(describe: (self: Member, context: FactContext) => Item | undefined) {
  return ({ node }: TargetOf<'node'>, context: FactContext): FactValue => {
    const items: Item[] = [];
    for (const family of families) {
      const self = ownMember(node, context, family);
      if (!self || self.deviceName === null) continue;
      if (self.device.state === 'unknown') return unknownBecause(self.device);
      if (node.host.addresses.state === 'unknown') return unknownBecause(node.host.addresses);
      const item = describe(self, context);
      if (item) items.push(item);
    }
    return onceProgrammed(node, context.cluster, listOf(items));
  };
}

const prefixOf = ({ family }: Member): string => (family === 4 ? '/32' : '/128');
const expectedAddress = (self: Member): string | null => self.vtepAddress && self.vtepAddress + prefixOf(self);

function addressesOf(self: Member): readonly Address[] {
  const addresses = self.node.host.addresses;
  if (addresses.state !== 'known') return [];
  return addresses.value.filter(
    ({ device, family, scope, address }) =>
      device === self.deviceName && family === self.family && scope !== 'link' && !address.startsWith('fe80:'),
  );
}

/** Tunnel packets of such a device leave with an address that is not the node's: the others cannot answer, and rp_filter or a cloud drops them. */
function foreignEndpoint(self: Member, context: FactContext): Item | undefined {
  const addresses = self.node.host.addresses;
  const vxlan = self.device.state === 'known' ? self.device.value.vxlan : null;
  const local = vxlan?.local ?? null;
  if (self.backend !== 'vxlan' || addresses.state !== 'known' || vxlan === null || local === null) return undefined;
  const has = (wanted: unknown): boolean => addresses.value.some(({ address }) => address === wanted);
  const { local: own } = deviceBlueprint(self, context);
  if (has(local)) return undefined;
  return {
    device: self.deviceName,
    family: self.family,
    vni: vxlan.id,
    local,
    expected: has(own) ? (own ?? null) : null,
  };
}

export const deviceFacts = [
  defineFact({
    name: 'node.flannel.backend',
    target: 'node',
    type: 'string',
    values: backends,
    doc: "flannel's backend on the node; absent where the node is not flannel's.",
    sources: ['cluster/nodes', 'cluster/configmaps', 'ip-link', 'flannel-subnet-env', 'cni-config', 'processes'],
    compute: ({ node }, { cluster }) => fromReading(flannelBackend(node, cluster), scalarValue),
  }),
  defineFact({
    name: 'cluster.flannel.inUse',
    target: 'cluster',
    type: 'boolean',
    doc: "True when a node of the cluster is flannel's.",
    sources: ['cluster/nodes', 'cluster/configmaps', 'ip-link', 'flannel-subnet-env', 'cni-config', 'processes'],
    compute: (_, { cluster }) => {
      const backends = cluster.nodes.map((node) => flannelBackend(node, cluster));
      const unread = backends.find(({ state }) => state === 'unknown');
      if (backends.some(({ state }) => state === 'known')) return scalarValue(true);
      return unread?.state === 'unknown' ? unknownBecause(unread) : scalarValue(false);
    },
  }),
  defineFact({
    name: 'node.flannel.alone',
    target: 'node',
    type: 'boolean',
    doc: 'True when the API lists this node as the only one of its flannel network: then nothing goes through the overlay.',
    sources: ['cluster/nodes'],
    compute: ({ node }, context) =>
      scalarValue(
        node.kubernetes.state === 'known' && families.every((family) => membersOf(context, family).length <= 1),
      ),
  }),
  defineFact({
    name: 'node.flannel.missingDevices',
    target: 'node',
    type: 'list',
    fields: {
      device: 'string',
      family: 'integer',
      create: 'string',
      mac: 'mac',
      mtu: 'integer',
      vni: 'integer',
      local: 'ip',
      underlay: 'string',
      port: 'integer',
      address: 'cidr',
    },
    doc: "flannel devices that the node's backend needs and that do not exist, with what flannel would make them of. `create` is empty where a part of that is not known.",
    sources,
    compute: overDevices((self, context) =>
      self.device.state === 'absent' ? deviceBlueprint(self, context) : undefined,
    ),
  }),
  defineFact({
    name: 'node.flannel.downDevices',
    target: 'node',
    type: 'list',
    fields: { device: 'string', family: 'integer', address: 'cidr' },
    doc: 'flannel devices that are administratively down. Their operstate is of no interest: UNKNOWN is normal.',
    sources,
    compute: overDevices((self) =>
      self.device.state === 'known' && !self.device.value.flags.includes('UP')
        ? { device: self.deviceName, family: self.family, address: expectedAddress(self) }
        : undefined,
    ),
  }),
  defineFact({
    name: 'node.flannel.devicesWithoutAddress',
    target: 'node',
    type: 'list',
    fields: { device: 'string', family: 'integer', address: 'cidr' },
    doc: 'flannel vxlan devices without any address of their family; `address` is the one that flannel gives them.',
    sources,
    compute: overDevices((self) =>
      self.backend === 'vxlan' && self.device.state === 'known' && addressesOf(self).length === 0
        ? { device: self.deviceName, family: self.family, address: expectedAddress(self) }
        : undefined,
    ),
  }),
  defineFact({
    name: 'node.flannel.devicesWithOtherAddress',
    target: 'node',
    type: 'list',
    fields: { device: 'string', family: 'integer', address: 'cidr', expected: 'cidr' },
    doc: "flannel vxlan devices whose address is not the first of the node's pod network.",
    sources,
    compute: overDevices((self) => {
      const found = addressesOf(self);
      const [first] = found;
      if (self.backend !== 'vxlan' || self.device.state !== 'known' || first === undefined || self.podCidr === null)
        return undefined;
      const expected = formatAddress(self.family, self.podCidr.first);
      if (found.some(({ address }) => address === expected)) return undefined;
      return {
        device: self.deviceName,
        family: self.family,
        address: `${first.address}/${first.prefixLength}`,
        expected: expectedAddress(self),
      };
    }),
  }),
  defineFact({
    name: 'node.flannel.devicesWithForeignEndpoint',
    target: 'node',
    type: 'list',
    fields: { device: 'string', family: 'integer', vni: 'integer', local: 'ip', expected: 'ip' },
    doc: 'flannel vxlan devices that send from an address (`local`) which the node does not have. `expected` is the one that it announces, where it has that.',
    sources,
    compute: overDevices(foreignEndpoint),
  }),
] as const;
