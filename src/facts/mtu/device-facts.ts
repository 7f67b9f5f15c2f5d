import { familyOf } from '../../model/ip.ts';
import { vxlanOverhead } from '../../walk/mtu.ts';
import { linkNamed } from '../../walk/topology.ts';
import { fromReading, listOf, scalarValue } from '../fact-value.ts';
import { defineFact, type Item } from '../types.ts';

export const facts = [
  defineFact({
    name: 'device.mtu.overUnderlay',
    target: 'device',
    type: 'integer',
    unit: 'bytes',
    doc: "Bytes by which a vxlan device's full packets, with the tunnel's headers, are larger than the MTU of the device below it; 0 or less is right. What is above is fragmented. Absent for other devices, and where the device below is in another namespace.",
    sources: ['ip-link'],
    compute: ({ netns, device }) => {
      const below = device.vxlan?.device == null ? undefined : linkNamed(netns, device.vxlan.device);
      if (device.vxlan === null || below === undefined)
        return { state: 'absent', reason: 'no vxlan device above a device of this namespace' };
      const family = familyOf(device.vxlan.local ?? device.vxlan.remote ?? '') ?? 4;
      return scalarValue(device.mtu + vxlanOverhead(family) - below.mtu);
    },
  }),
  defineFact({
    name: 'node.mtu.subnetEnv',
    target: 'node',
    type: 'list',
    fields: { file: 'integer', device: 'string', mtu: 'integer', excess: 'integer' },
    unit: 'bytes',
    doc: "Set where /run/flannel/subnet.env gives new pods a larger MTU than flannel's device has: `file` against the device's `mtu`.",
    sources: ['flannel-subnet-env', 'ip-link'],
    compute: ({ node }) =>
      fromReading(node.flannelSubnetEnv, ({ mtu }) =>
        fromReading(node.host.links, ({ all }) => {
          const smaller = all.filter(
            (link) => link.vxlan !== null && link.name.startsWith('flannel') && mtu !== null && link.mtu < mtu,
          );
          return listOf(
            smaller.map(
              (link): Item => ({ file: mtu, device: link.name, mtu: link.mtu, excess: (mtu ?? 0) - link.mtu }),
            ),
          );
        }),
      ),
  }),
] as const;
