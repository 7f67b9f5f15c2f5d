/**
 * One intermediate form for iptables-legacy, iptables-nft and native nftables: base chains by hook and priority, matches that
 * answer yes, no or maybe, verdicts. Parsers produce it, the walk reads it. One family per model.
 */

export type Backend = 'iptables-legacy' | 'iptables-nft' | 'nftables';
export type Hook = 'prerouting' | 'input' | 'forward' | 'output' | 'postrouting' | 'ingress';
export type ChainType = 'filter' | 'nat' | 'route';

export interface NetfilterModel {
  readonly tables: readonly NetfilterTable[];
  /**
   * Base chains of one hook in the order in which the kernel calls them: by priority. Among equal priorities the one that was
   * registered last runs first, which no tool shows: here it is legacy, then later native tables, then iptables-nft, and the walk
   * tries the other orders wherever they could matter.
   */
  readonly baseChains: Readonly<Record<Hook, readonly BaseChain[]>>;
  /** Sets by name with their elements, as far as they were read (ipset). */
  readonly ipsets: ReadonlyMap<string, IpSet>;
  /** Parts that could not be read: a walk that would pass there answers "insufficient information". */
  readonly unread: readonly { readonly backend: Backend; readonly table: string | null; readonly reason: string }[];
}

export interface NetfilterTable {
  readonly backend: Backend;
  /** filter, nat, mangle, raw, security, or the name of a native table. */
  readonly name: string;
  readonly family: 'ip' | 'ip6' | 'inet' | 'bridge' | 'netdev' | 'arp';
  readonly chains: ReadonlyMap<string, Chain>;
  /** Native sets and maps of the table; the anonymous ones of its rules too, as `#1`, `#2`, … */
  readonly sets: ReadonlyMap<string, NftSet>;
  /** Why the table is not complete (its text was cut off, …); such a table counts as unread in part. */
  readonly incomplete?: string;
}

export interface Chain {
  readonly table: NetfilterTable;
  readonly name: string;
  readonly rules: readonly Rule[];
}

export interface BaseChain extends Chain {
  readonly hook: Hook;
  readonly priority: number;
  readonly type: ChainType;
  readonly policy: 'accept' | 'drop';
  /** Devices of an ingress chain; absent for other chains, and where nft does not print them. */
  readonly devices?: readonly string[];
}

export interface Rule {
  /** 1-based position in its chain. */
  readonly number: number;
  /** The rule as its tool prints it: `-A FORWARD -s 10.244.0.0/16 -j ACCEPT`. */
  readonly text: string;
  readonly comment?: string;
  /** nft's name of the rule, for `nft delete rule … handle N`. */
  readonly handle?: number;
  readonly packets: number | null;
  readonly bytes: number | null;
  readonly matches: readonly Match[];
  readonly statements: readonly Statement[];
}

/** Comparison of one packet property. `negated` belongs to the match as a whole. */
export type Match =
  | { readonly kind: 'source' | 'destination'; readonly negated: boolean; readonly networks: readonly AddressRange[] }
  | { readonly kind: 'protocol'; readonly negated: boolean; readonly protocols: readonly string[] }
  | {
      readonly kind: 'source-port' | 'destination-port';
      readonly negated: boolean;
      readonly ranges: readonly PortRange[];
    }
  /** `+` or `*` at the end of a name is a wildcard. */
  | {
      readonly kind: 'in-interface' | 'out-interface' | 'in-bridge-port' | 'out-bridge-port';
      readonly negated: boolean;
      readonly names: readonly string[];
    }
  | { readonly kind: 'mark' | 'connmark'; readonly negated: boolean; readonly value: number; readonly mask: number }
  | { readonly kind: 'conntrack-state'; readonly negated: boolean; readonly states: readonly ConntrackStateMatch[] }
  | {
      readonly kind: 'conntrack-status';
      readonly negated: boolean;
      readonly statuses: readonly ('dnat' | 'snat' | 'other')[];
    }
  | {
      readonly kind: 'conntrack-original';
      readonly negated: boolean;
      readonly field: 'source' | 'destination' | 'destination-port';
      readonly networks: readonly AddressRange[];
      readonly ranges: readonly PortRange[];
    }
  | {
      readonly kind: 'address-type';
      readonly negated: boolean;
      readonly side: 'source' | 'destination';
      readonly types: readonly string[];
      readonly limitIn: boolean;
      readonly limitOut: boolean;
    }
  | {
      readonly kind: 'set';
      readonly negated: boolean;
      readonly name: string;
      readonly native: boolean;
      readonly fields: readonly SetField[];
    }
  /** Takes one packet in `1 / probability`; a share of outcomes, not a maybe. */
  | { readonly kind: 'probability'; readonly negated: boolean; readonly probability: number }
  | {
      readonly kind: 'tcp-flags';
      readonly negated: boolean;
      readonly mask: readonly string[];
      readonly set: readonly string[];
    }
  | {
      readonly kind: 'icmp-type';
      readonly negated: boolean;
      readonly type: number | null;
      readonly code: number | null;
    }
  | { readonly kind: 'length'; readonly negated: boolean; readonly ranges: readonly PortRange[] }
  /** `meta nfproto`: ip, ip6. */
  | { readonly kind: 'protocol-family'; readonly negated: boolean; readonly families: readonly string[] }
  | { readonly kind: 'conntrack-direction'; readonly negated: boolean; readonly direction: 'original' | 'reply' }
  /** `rpfilter`, `fib saddr . iif oif`: holds when the route back to the source leaves through the device it came in by. */
  | { readonly kind: 'reverse-path'; readonly negated: boolean }
  /** Lists of clients seen before (`recent --rcheck`): the walk's packet is its client's first, so it is in none. */
  | { readonly kind: 'client-memory'; readonly negated: boolean; readonly what: string }
  /** Always true here, with why: comment, nfacct, counter, a rate limit that one packet does not reach. */
  | { readonly kind: 'always'; readonly negated: boolean; readonly what: string }
  /** Understood as syntax, undecidable or not modelled: the answer is "maybe". */
  | { readonly kind: 'unmodelled'; readonly negated: boolean; readonly text: string };

/** iptables' --ctstate also names what NAT did. */
export type ConntrackStateMatch = ConntrackStateName | 'DNAT' | 'SNAT';

export type ConntrackStateName = 'NEW' | 'ESTABLISHED' | 'RELATED' | 'INVALID' | 'UNTRACKED';

/** Inclusive; values as in src/model/ip.ts, of the model's family. */
export interface AddressRange {
  readonly first: bigint;
  readonly last: bigint;
}

export interface PortRange {
  readonly first: number;
  readonly last: number;
}

export type SetField =
  | 'source'
  | 'destination'
  | 'protocol'
  | 'source-port'
  | 'destination-port'
  | 'mark'
  | 'in-interface'
  | 'out-interface'
  | 'conntrack-state'
  | 'icmp-type'
  /** ip or ip6. */
  | 'family'
  | 'random'
  | 'unmodelled';

export type Statement =
  | { readonly kind: 'accept' | 'drop' | 'return' | 'notrack' | 'continue' }
  /** A match that comes after another statement of the same rule: the rule ends here where it does not hold. */
  | { readonly kind: 'match'; readonly match: Match }
  | { readonly kind: 'reject'; readonly with: string | null }
  | { readonly kind: 'jump' | 'goto'; readonly chain: string }
  | {
      readonly kind: 'verdict-map';
      readonly map: string;
      readonly fields: readonly SetField[];
      readonly modulus: number | null;
    }
  | {
      readonly kind: 'dnat' | 'snat';
      readonly addresses: readonly AddressRange[];
      readonly ports: readonly PortRange[];
      readonly text: string;
    }
  | {
      readonly kind: 'dnat-map' | 'snat-map';
      readonly map: string;
      readonly fields: readonly SetField[];
      readonly modulus: number | null;
      readonly text: string;
    }
  | { readonly kind: 'masquerade' }
  | { readonly kind: 'redirect'; readonly ports: readonly PortRange[] }
  /** new = (old & ~mask) ^ value */
  | { readonly kind: 'set-mark' | 'set-connmark'; readonly value: number; readonly mask: number }
  /** save: ct mark = (ct mark & ~ctMask) ^ (mark & mask); restore: mark = (mark & ~mask) ^ (ct mark & ctMask) */
  | { readonly kind: 'save-mark' | 'restore-mark'; readonly mask: number; readonly ctMask: number }
  /** Changes nothing that the walk follows: log, counter, nflog, TCPMSS clamp. */
  | { readonly kind: 'no-effect'; readonly text: string }
  /** May change the packet or end it in a way that is not modelled. */
  | { readonly kind: 'unmodelled'; readonly text: string };

export interface NftSet {
  readonly name: string;
  readonly isMap: boolean;
  /** Elements by lookup key, as the parser of sets lays them out; see src/parse/netfilter. */
  readonly elements: readonly NftElement[];
  /** Filled by packets (`update @set`): whom it holds is known only for the moment of the listing. */
  readonly dynamic?: boolean;
}

/** Addresses are bigint ranges; ports, marks and numbers are number ranges; protocols, devices and states are names. */
export type NftValue = AddressRange | PortRange | string | number;

export interface NftElement {
  /** One entry per field of the key: an address range, a port range, a protocol, a number, or a name. */
  readonly key: readonly NftValue[];
  /** Map data: a statement (verdict) or the raw values. */
  readonly verdict?: Statement;
  readonly data?: readonly NftValue[];
  /** A key that is not modelled: what is not found otherwise may be this one. */
  readonly unmodelled?: boolean;
  /** A limit or a quota of its own decides whether a packet that has the key is taken. */
  readonly undecidable?: boolean;
  readonly comment?: string;
}

export interface IpSet {
  readonly name: string;
  readonly type: string;
  readonly elements: readonly string[];
}
