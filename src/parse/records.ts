/**
 * Records that several commands can print (`ip -j link`, `ip link`, `ifconfig` all tell of links). Addresses are strings in
 * canonical form (IPv4 dotted, IPv6 RFC 5952), MACs lower case with colons, MTUs and lengths in bytes.
 */

export type Family = 4 | 6;

export interface Link {
  readonly index: number | null;
  readonly name: string;
  readonly mtu: number;
  /** Upper case: UP, LOWER_UP, BROADCAST, NO-CARRIER, … */
  readonly flags: readonly string[];
  /** UP, DOWN, UNKNOWN, LOWERLAYERDOWN, …; null where the tool does not print it (ifconfig). */
  readonly operstate: string | null;
  /** ether, loopback, none, … */
  readonly linkType: string | null;
  readonly mac: string | null;
  /** Name of the bridge or bond it is a port of. */
  readonly master: string | null;
  /** veth, vxlan, bridge, tun, openvswitch, …; null for a plain device, undefined where the tool does not tell (ip without -d). */
  readonly kind: string | null | undefined;
  /** Lower device in the same namespace (`"link"`). */
  readonly lower: string | null;
  /** ifindex of the veth peer or lower device, when it is in another namespace. */
  readonly lowerIndex: number | null;
  /** Kernel's id of the other namespace (`link_netnsid`). */
  readonly lowerNetnsid: number | null;
  readonly vxlan: VxlanInfo | null;
  readonly bridge: BridgeInfo | null;
  readonly bridgePort: BridgePortInfo | null;
  readonly counters: LinkCounters | null;
  readonly promiscuity: number | null;
}

export interface VxlanInfo {
  readonly id: number;
  readonly local: string | null;
  readonly remote: string | null;
  readonly group: string | null;
  /** Underlay device (`dev`), when it is in the same namespace. */
  readonly device: string | null;
  readonly port: number;
  readonly learning: boolean;
}

export interface BridgeInfo {
  readonly stp: boolean;
  readonly vlanFiltering: boolean;
}

export interface BridgePortInfo {
  /** disabled, listening, learning, forwarding, blocking. */
  readonly state: string | null;
  readonly hairpin: boolean;
  readonly isolated: boolean;
}

export interface LinkCounters {
  readonly rxPackets: number;
  readonly rxErrors: number;
  readonly rxDropped: number;
  readonly rxOtherhost: number | null;
  readonly txPackets: number;
  readonly txErrors: number;
  readonly txDropped: number;
}

export interface Address {
  readonly device: string;
  readonly family: Family;
  readonly address: string;
  readonly prefixLength: number;
  /** Address of the other end for point-to-point addresses. */
  readonly peer: string | null;
  readonly scope: string | null;
  /** Empty where the tool prints none (ifconfig); else tentative, dadfailed, deprecated, permanent, … */
  readonly flags: readonly string[];
}

export type RouteType =
  | 'unicast'
  | 'local'
  | 'broadcast'
  | 'multicast'
  | 'anycast'
  | 'blackhole'
  | 'unreachable'
  | 'prohibit'
  | 'throw';

export interface NextHop {
  readonly gateway: string | null;
  readonly device: string | null;
  readonly weight: number;
  /** onlink, linkdown, dead, pervasive. */
  readonly flags: readonly string[];
}

export interface Route {
  readonly family: Family;
  /** CIDR; `0.0.0.0/0` or `::/0` for the default route. */
  readonly destination: string;
  readonly type: RouteType;
  /** Table name or number as printed: main, local, default, `100`. */
  readonly table: string;
  readonly nextHops: readonly NextHop[];
  readonly preferredSource: string | null;
  readonly protocol: string | null;
  readonly scope: string | null;
  readonly metric: number;
  /** Bytes; null when the route sets none. */
  readonly mtu: number | null;
  /** Set when the route depends on what is not modelled (source prefix, tos, encapsulation): a walk that meets it cannot know. */
  readonly unmodelled?: readonly string[];
}

export interface PolicyRule {
  readonly family: Family;
  readonly priority: number;
  readonly from: string | null;
  readonly to: string | null;
  readonly not: boolean;
  readonly iif: string | null;
  readonly oif: string | null;
  readonly fwmark: number | null;
  readonly fwmask: number | null;
  readonly ipproto: string | null;
  readonly sport: string | null;
  readonly dport: string | null;
  /** lookup goes to `table`; others end the search. */
  readonly action: 'lookup' | 'blackhole' | 'unreachable' | 'prohibit' | 'nop' | 'goto' | 'other';
  readonly table: string | null;
  readonly suppressPrefixLength: number | null;
  /** What of the rule is not modelled (tos, uidrange, goto target, …): a walk that meets it cannot know. */
  readonly unmodelled: readonly string[];
}

/** An IPsec policy (`ip xfrm policy`): what the kernel does with packets of a selector, for each direction by itself. */
export interface XfrmPolicy {
  readonly family: Family;
  /** CIDRs. */
  readonly source: string;
  readonly destination: string;
  /** tcp, udp, or a number where iproute2 knows no name. */
  readonly protocol: string | null;
  readonly sourcePort: number | null;
  readonly destinationPort: number | null;
  readonly device: string | null;
  /** fwd: what is routed on; out: what leaves, be it routed on or sent by the machine itself. */
  readonly direction: 'in' | 'out' | 'fwd';
  readonly action: 'allow' | 'block';
  /** The smallest one decides. */
  readonly priority: number;
  /** Whether packets are encrypted on their way out, and have to come in encrypted. */
  readonly transforms: boolean;
  /** What of the selector is not modelled (mark, if_id, icmp types, port masks). */
  readonly unmodelled: readonly string[];
  /** As printed, and as `ip xfrm policy delete` takes it. */
  readonly selector: string;
}

export interface Neighbour {
  readonly family: Family;
  readonly address: string;
  readonly device: string;
  readonly mac: string | null;
  /** REACHABLE, STALE, DELAY, PROBE, FAILED, INCOMPLETE, NOARP, PERMANENT; upper case; [] where the tool prints none. */
  readonly states: readonly string[];
  readonly proxy: boolean;
}

export interface FdbEntry {
  readonly mac: string;
  readonly device: string;
  /** VTEP address of a vxlan entry. */
  readonly destination: string | null;
  readonly port: number | null;
  readonly vni: number | null;
  /** Bridge that the entry belongs to (`master`), null for `self` entries. */
  readonly master: string | null;
  readonly vlan: number | null;
  /** permanent, static, reachable, stale, ''. */
  readonly state: string;
  readonly flags: readonly string[];
}

export interface ListeningSocket {
  readonly protocol: 'tcp' | 'udp';
  readonly family: Family;
  /** `0.0.0.0`, `::` (also accepts IPv4 unless `v6only`), or one address. */
  readonly address: string;
  readonly port: number;
  readonly device: string | null;
  readonly v6only: boolean;
  readonly process: string | null;
}
