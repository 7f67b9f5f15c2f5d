import type { Chain, NetfilterTable, Statement } from '../../model/netfilter.ts';
import type { Family } from '../../parse/records.ts';

/** A place where the way into kube-proxy's rules, or a part that all of them share, is missing. */
export interface Gap {
  /** entry: no Service works from there. helper: connections that need another source address, or KUBE-FORWARD's accept. */
  readonly kind: 'entry' | 'helper';
  readonly family: Family;
  readonly table: string;
  readonly chain: string;
  /** `nat PREROUTING does not lead to KUBE-SERVICES` */
  readonly problem: string;
  readonly loses: string;
  /** iptables: the tool of the back end, and the rule as `-I` wants it. Neither where kube-proxy has to write it again. */
  readonly command?: string;
  readonly spec?: string;
  /** nftables: what `nft add rule` wants. */
  readonly nftRule?: string;
}

export const loses = {
  pods: 'connections of pods and from outside to every Service',
  node: "the node's own connections to every Service",
  all: 'connections to every Service',
  masquerade:
    'connections that need the address of the node as their source: NodePorts, and pods that reach themselves through a Service',
  hairpin: 'pods that reach themselves through a Service',
} as const;

/** Whether some rule of the chain, or of one that it leads to, gets there. kube-proxy's own chains are not followed: there are many. */
export function leadsTo(table: NetfilterTable, from: string, to: string): boolean {
  const reached = new Set([from]);
  for (const name of reached) {
    for (const statement of statementsOf(table.chains.get(name))) {
      if (statement.kind !== 'jump' && statement.kind !== 'goto') continue;
      if (statement.chain === to) return true;
      if (!statement.chain.startsWith('KUBE-')) reached.add(statement.chain);
    }
  }
  return false;
}

export function* statementsOf(chain: Chain | undefined): Generator<Statement> {
  for (const { statements } of chain?.rules ?? []) yield* statements;
}
