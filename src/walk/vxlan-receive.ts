import { familyOf } from '../model/ip.ts';
import type { NetworkNamespace, NodeModel } from '../model/types.ts';
import type { Link, VxlanInfo } from '../parse/records.ts';
import { decided, end, go, insufficient, type Journey, noted, type Step, withPacket } from './journey.ts';
import { isUp, linksOf, namespacesOf } from './topology.ts';
import { underlayOf } from './vxlan.ts';

/** An UDP packet with a frame inside is delivered: the kernel hands the frame to the vxlan device with that VNI and port. */
export function decapsulate(netns: NetworkNamespace, outer: Journey): readonly Step[] {
  const { carried } = outer;
  if (carried === null) return [];
  const devices = vxlanDevices(netns.node);
  // A dual-stack node has two devices with the same VNI and port: sockets, and so devices, are of one family each.
  const here = devices.filter(
    (device) => underlayFamily(device.info) === outer.packet.family && underlayOf(device.netns, device.link) === netns,
  );
  const found = here.find((device) => device.info.id === carried.vni && device.info.port === carried.port);
  if (found === undefined) return [nobodyTakes(netns, outer, carried, here)];
  if (!isUp(found.link))
    return [end(outer, netns, 'dropped', decided(found.netns, 'link', `${found.link.name} is down`))];
  const inner: Journey = {
    ...carried.journey,
    hops: outer.hops,
    share: outer.share,
    connections: outer.connections,
    open: outer.open,
    steps: outer.steps,
    fragmented: carried.journey.fragmented || outer.fragmented,
  };
  const arrived = withPacket(inner, { mark: 0 });
  return [
    go(
      { at: 'frame-input', netns: found.netns, link: found.link },
      noted(arrived, found.netns, 'vxlan', `${found.link.name} takes it out of vni ${carried.vni}`),
    ),
  ];
}

interface VxlanDevice {
  readonly netns: NetworkNamespace;
  readonly link: Link;
  readonly info: VxlanInfo;
}

const devicesOfNodes = new WeakMap<NodeModel, readonly VxlanDevice[]>();

function vxlanDevices(node: NodeModel): readonly VxlanDevice[] {
  let devices = devicesOfNodes.get(node);
  if (devices === undefined) {
    devices = namespacesOf(node).flatMap((netns) =>
      linksOf(netns).flatMap((link) => (link.vxlan === null ? [] : [{ netns, link, info: link.vxlan }])),
    );
    devicesOfNodes.set(node, devices);
  }
  return devices;
}

/** IPv4 unless the device was given an IPv6 address for one of its ends (vxlan_nl2conf). */
const underlayFamily = (info: VxlanInfo) => familyOf(info.local ?? info.remote ?? info.group ?? '') ?? 4;

function nobodyTakes(
  netns: NetworkNamespace,
  outer: Journey,
  carried: NonNullable<Journey['carried']>,
  here: readonly { readonly link: Link; readonly info: VxlanInfo }[],
): Step {
  if (netns.links.state === 'unknown')
    return insufficient(outer, netns, 'vxlan', netns.links.missing, netns.links.reason);
  if (linksOf(netns).some((link) => link.kind === undefined)) {
    return insufficient(
      outer,
      netns,
      'vxlan',
      'ip-link',
      `which vxlan devices ${netns.node.name} has was not read (ip without -d)`,
    );
  }
  const samePort = here.find((device) => device.info.port === carried.port);
  const other = here[0];
  const text =
    samePort !== undefined
      ? `no vxlan device with vni ${carried.vni} on port ${carried.port}: ${samePort.link.name} has vni ${samePort.info.id}`
      : other !== undefined
        ? `nobody takes vxlan on UDP port ${carried.port}: ${other.link.name} has port ${other.info.port}`
        : `nobody takes vxlan on UDP port ${carried.port}: there is no vxlan device`;
  return end(outer, netns, 'dropped', decided(netns, 'vxlan', text));
}
