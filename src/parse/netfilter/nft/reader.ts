import type { NftElement } from '../../../model/netfilter.ts';
import type { Family } from '../../records.ts';

/** What the readers of one table's rules share. */
export interface TableReader {
  readonly family: Family;
  /** Keeps a set or map that stands in a rule without a name; the answer is its name in the model. */
  readonly anonymous: (elements: readonly NftElement[], isMap: boolean) => string;
  /** Tells what was not understood, once for each kind. */
  readonly miss: (why: string) => void;
}
