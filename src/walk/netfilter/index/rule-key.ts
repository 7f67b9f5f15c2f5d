import type { Rule } from '../../../model/netfilter.ts';

/** One thing that a packet must have for a rule to match: the narrowest there is. */
export type RuleKey =
  | { readonly by: 'destination' | 'source'; readonly value: bigint }
  | { readonly by: 'port'; readonly value: number }
  | { readonly by: 'in' | 'out'; readonly value: string };

const worth: Readonly<Record<RuleKey['by'], number>> = { destination: 5, source: 4, port: 3, in: 2, out: 1 };

export function keyOfRule({ matches }: Rule): RuleKey | null {
  let best: RuleKey | null = null;
  for (const match of matches) {
    if (match.negated) continue;
    const key = keyOfMatch(match);
    if (key !== null && (best === null || worth[key.by] > worth[best.by])) best = key;
  }
  return best;
}

function keyOfMatch(match: Rule['matches'][number]): RuleKey | null {
  switch (match.kind) {
    case 'destination':
    case 'source': {
      const [range] = match.networks;
      return match.networks.length === 1 && range !== undefined && range.first === range.last
        ? { by: match.kind, value: range.first }
        : null;
    }
    case 'destination-port': {
      const [range] = match.ranges;
      return match.ranges.length === 1 && range !== undefined && range.first === range.last
        ? { by: 'port', value: range.first }
        : null;
    }
    case 'in-interface':
    case 'out-interface': {
      const [name] = match.names;
      if (match.names.length !== 1 || name === undefined || name.endsWith('+') || name.endsWith('*')) return null;
      return { by: match.kind === 'in-interface' ? 'in' : 'out', value: name };
    }
    default:
      return null;
  }
}
