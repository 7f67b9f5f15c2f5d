import type { Match, Statement } from '../../../model/netfilter.ts';

export interface ReadStatement {
  /** What the statement itself demands of the packet (`tcp dport vmap …` only looks at TCP). */
  readonly matches: readonly Match[];
  readonly statement: Statement;
}
