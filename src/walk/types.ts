import type { Backend, ConntrackStateName, Hook } from '../model/netfilter.ts';
import type { Family } from '../parse/records.ts';

/** A packet on its way. Sizes are bytes of the IP packet. */
export interface Packet {
  readonly family: Family;
  readonly source: string;
  readonly destination: string;
  readonly protocol: 'tcp' | 'udp' | 'icmp' | 'icmpv6' | 'sctp';
  /** null for icmp, or "any high port". */
  readonly sourcePort: number | null;
  readonly destinationPort: number | null;
  readonly mark: number;
  /** Bits of the mark that a rule which could not be decided may have changed; absent is none. */
  readonly markUncertain?: number;
  /** The connection's mark (ct mark); absent is 0. */
  readonly connmark?: number;
  readonly connmarkUncertain?: number;
  readonly state: ConntrackStateName;
  /** TCP flags that are set; without it a first packet is a plain SYN, and of others nobody knows. */
  readonly tcpFlags?: readonly string[];
  readonly length: number;
  readonly dontFragment: boolean;
  readonly ttl: number;
  readonly ethernet: { readonly source: string; readonly destination: string } | null;
  /** What NAT has done to it so far. */
  readonly nat: {
    readonly originalDestination: string | null;
    readonly originalDestinationPort: number | null;
    readonly originalSource: string | null;
    /** Which of the kernel's two decisions are made: a later nat chain is not asked again. */
    readonly destinationDone: boolean;
    readonly sourceDone: boolean;
  };
}

export type Disposition =
  | 'delivered'
  /** Delivered to the right namespace, but nothing listens on the port there. */
  | 'refused'
  | 'dropped'
  | 'rejected'
  | 'no-route'
  | 'no-neighbour'
  /** Sent to a MAC address that its destination does not have. */
  | 'wrong-neighbour'
  /** Larger than a link on the way takes, and nobody may or can make it smaller. */
  | 'too-big'
  /** Left every machine that the snapshot knows (default gateway, internet). */
  | 'left'
  /** Arrives in another namespace than the one that owns the address. */
  | 'misdelivered'
  | 'loop'
  | 'insufficient-information';

/** The line that decided: quoted as its tool prints it. */
export interface DecidedBy {
  readonly node: string;
  readonly netns: string;
  /** netfilter, route, policy-rule, neighbour, bridge, fdb, vxlan, link, sysctl, rp-filter, ovs, socket, mtu, xfrm. */
  readonly layer: string;
  /** `FORWARD policy DROP`, the rule's text, the route, the neighbour line. */
  readonly text: string;
  readonly rule?: RuleRef;
  /** Name of the device, where the line is about one. */
  readonly device?: string;
  /** Name of the sysctl, where one decided. */
  readonly sysctl?: string;
}

export interface RuleRef {
  readonly backend: Backend;
  readonly table: string;
  readonly chain: string;
  /** 1-based; 0 for the chain's policy. */
  readonly number: number;
  readonly text: string;
  readonly hook: Hook;
}

export interface Hop {
  readonly node: string;
  readonly netns: string;
  /** What happened here, one line for people: `route 10.244.2.0/24 via 10.244.2.0 dev flannel.1 onlink`. */
  readonly text: string;
  readonly layer: string;
  /** For a route that another rule than the three default ones led to: that rule, as `ip rule` prints it. */
  readonly policyRule?: string;
}

/** One way that the packet can go. */
export interface WalkOutcome {
  readonly disposition: Disposition;
  /** Part of the connections that go this way, 0..1 (endpoints are chosen at random). */
  readonly share: number;
  /** The packet as it was at the end. */
  readonly packet: Packet;
  readonly hops: readonly Hop[];
  readonly decidedBy: DecidedBy | null;
  /** For insufficient-information: what is missing, and why. */
  readonly missing: { readonly input: string; readonly reason: string } | null;
  /** Node and namespace where it ended; null once it has left. */
  readonly at: { readonly node: string; readonly netns: string } | null;
  /** Set when the way there worked and this is about the answer that comes back. */
  readonly direction?: 'reply';
  /** For too-big: the packet size in bytes that the sender is told (ICMP, EMSGSIZE); null when it is dropped in silence. */
  readonly pathMtu?: number | null;
  /** For too-big: bytes of the packet that did not fit, with what tunnels have put around it. */
  readonly neededMtu?: number;
  /** Delivered in pieces: some router or tunnel end on the way had to fragment it. */
  readonly fragmented?: boolean;
}

export interface WalkResult {
  /** Shares sum up to 1; sorted by share, then text. */
  readonly outcomes: readonly WalkOutcome[];
}

/** What one hook of one namespace does with a packet. */
export interface HookOutcome {
  readonly verdict: 'accept' | 'drop' | 'reject' | 'insufficient-information';
  readonly share: number;
  readonly packet: Packet;
  readonly decidedBy: RuleRef | null;
  /** Rules whose match could not be decided on this way. */
  readonly undecided: readonly RuleRef[];
  /** Rules that changed the packet (DNAT, mark, NOTRACK, MASQUERADE), in order. */
  readonly changedBy: readonly RuleRef[];
  readonly missing: { readonly input: string; readonly reason: string } | null;
  /** MASQUERADE was asked for: the path walk fills in the address of the out device. */
  readonly masquerade: boolean;
}

export interface HookContext {
  readonly inInterface: string | null;
  readonly outInterface: string | null;
  /** Ports of a bridge, when the packet comes through br_netfilter. */
  readonly inBridgePort: string | null;
  readonly outBridgePort: string | null;
  /** True when the address belongs to this namespace (addrtype LOCAL). */
  readonly isLocal: (address: string) => boolean;
  /** Whether the route back to the packet's source leaves through the in-interface (rpfilter, fib); undefined when not known. */
  readonly reversePath?: (packet: Packet) => boolean | undefined;
  /** Address that REDIRECT sends packets of this device to; undefined when not known. */
  readonly primaryAddress?: (device: string) => string | undefined;
}
