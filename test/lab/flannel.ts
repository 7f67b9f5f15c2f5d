import type { Plan, PlannedNode } from './plan.ts';

/**
 * What flanneld leaves on a node, with the commands of iproute2 in place of its netlink calls
 * (flannel v0.28: pkg/backend/vxlan/device.go and vxlan_network.go, pkg/backend/route_network.go, pkg/subnet/subnet.go).
 */
export function flannelMtu(plan: Plan): number {
  return plan.backend === 'vxlan' ? 1450 : 1500;
}

/** Lines for `ip -batch`: the device, and one route and neighbour a peer. */
export function flannelIpCommands(plan: Plan, self: PlannedNode): readonly string[] {
  const peers = plan.nodes.filter((node) => node.name !== self.name);
  if (plan.backend === 'host-gw') {
    return peers.flatMap((peer) => [
      `route replace ${peer.podCidr} via ${peer.address} dev eth0`,
      ...(peer.podCidr6 === null ? [] : [`route replace ${peer.podCidr6} via ${peer.address6} dev eth0`]),
    ]);
  }
  return [
    `link add flannel.1 address ${self.vtepMac} mtu 1450 type vxlan id 1 local ${self.address} dev eth0 nolearning dstport 8472`,
    `addr add ${networkAddress(self.podCidr)}/32 dev flannel.1`,
    'link set flannel.1 up',
    ...peers.flatMap((peer) => [
      `neigh replace ${networkAddress(peer.podCidr)} lladdr ${peer.vtepMac} dev flannel.1 nud permanent`,
      `route replace ${peer.podCidr} via ${networkAddress(peer.podCidr)} dev flannel.1 onlink`,
    ]),
    ...(self.podCidr6 === null ? [] : flannelV6Commands(self, peers)),
  ];
}

function flannelV6Commands(self: PlannedNode, peers: readonly PlannedNode[]): readonly string[] {
  return [
    `link add flannel-v6.1 address ${self.vtepMac6} mtu 1450 type vxlan id 1 local ${self.address6} dev eth0 nolearning dstport 8472 udp6zerocsumrx`,
    `addr add ${networkAddress(self.podCidr6 ?? '')}/128 dev flannel-v6.1 nodad`,
    'link set flannel-v6.1 up',
    ...peers.flatMap((peer) => [
      `neigh replace ${networkAddress(peer.podCidr6 ?? '')} lladdr ${peer.vtepMac6} dev flannel-v6.1 nud permanent`,
      `route replace ${peer.podCidr6} via ${networkAddress(peer.podCidr6 ?? '')} dev flannel-v6.1 onlink`,
    ]),
  ];
}

/** Lines for `bridge -batch`. */
export function flannelFdbCommands(plan: Plan, self: PlannedNode): readonly string[] {
  if (plan.backend !== 'vxlan') return [];
  return plan.nodes
    .filter((node) => node.name !== self.name)
    .flatMap((peer) => [
      `fdb replace ${peer.vtepMac} dev flannel.1 dst ${peer.address} self permanent`,
      ...(peer.podCidr6 === null
        ? []
        : [`fdb replace ${peer.vtepMac6} dev flannel-v6.1 dst ${peer.address6} self permanent`]),
    ]);
}

/** iptables-restore text, as pkg/trafficmngr/iptables writes its rules. */
export function flannelRules(plan: Plan, self: PlannedNode, family: 4 | 6): string {
  const network = family === 4 ? plan.podNetwork : plan.podNetwork6;
  const subnet = family === 4 ? self.podCidr : self.podCidr6;
  if (network === null || subnet === null) return '';
  const masq = '-m comment --comment "flanneld masq"';
  const forward = '-m comment --comment "flanneld forward"';
  const multicast = family === 4 ? '224.0.0.0/4' : 'ff00::/8';
  return `*nat
:FLANNEL-POSTRTG - [0:0]
-A POSTROUTING ${masq} -j FLANNEL-POSTRTG
-A FLANNEL-POSTRTG -m mark --mark 0x4000/0x4000 ${masq} -j RETURN
-A FLANNEL-POSTRTG -s ${subnet} -d ${network} ${masq} -j RETURN
-A FLANNEL-POSTRTG -s ${network} -d ${subnet} ${masq} -j RETURN
-A FLANNEL-POSTRTG ! -s ${network} -d ${subnet} ${masq} -j RETURN
-A FLANNEL-POSTRTG -s ${network} ! -d ${multicast} ${masq} -j MASQUERADE --random-fully
-A FLANNEL-POSTRTG ! -s ${network} -d ${network} ${masq} -j MASQUERADE --random-fully
COMMIT
*filter
:FLANNEL-FWD - [0:0]
-A FORWARD ${forward} -j FLANNEL-FWD
-A FLANNEL-FWD -s ${network} ${forward} -j ACCEPT
-A FLANNEL-FWD -d ${network} ${forward} -j ACCEPT
COMMIT
`;
}

export function subnetEnv(plan: Plan, self: PlannedNode): string {
  const six =
    self.podCidr6 === null
      ? ''
      : `FLANNEL_IPV6_NETWORK=${plan.podNetwork6}\nFLANNEL_IPV6_SUBNET=${gatewayOf(self.podCidr6)}\n`;
  return `FLANNEL_NETWORK=${plan.podNetwork}\nFLANNEL_SUBNET=${gatewayOf(self.podCidr)}\n${six}FLANNEL_MTU=${flannelMtu(plan)}\nFLANNEL_IPMASQ=true\n`;
}

/** The file that flannel's DaemonSet installs. */
export const cniConflist = `${JSON.stringify(
  {
    name: 'cbr0',
    cniVersion: '0.3.1',
    plugins: [
      { type: 'flannel', delegate: { hairpinMode: true, isDefaultGateway: true } },
      { type: 'portmap', capabilities: { portMappings: true } },
    ],
  },
  null,
  2,
)}\n`;

/** `10.244.1.0/24` → `10.244.1.0` */
export function networkAddress(cidr: string): string {
  return cidr.slice(0, cidr.indexOf('/'));
}

/** `10.244.1.0/24` → `10.244.1.1/24`, `fd00::/64` → `fd00::1/64` */
export function gatewayOf(cidr: string): string {
  const [address = '', bits = ''] = cidr.split('/');
  return `${address.endsWith('.0') ? address.slice(0, -1) : address}1/${bits}`;
}
