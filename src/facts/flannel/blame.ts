/** What one node's tables say about another node. */
export interface Claim {
  readonly peer: string;
  readonly value: string;
}

export interface Witnesses {
  /** What the owner's own device shows; null when nobody could look, or there is no such device. */
  readonly seen: string | null;
  /** What the owner's flanneld told the others; null where it is not known. */
  readonly told: string | null;
  /** What the other nodes' tables hold; those that hold the right value may be left out and counted. */
  readonly claims: readonly Claim[];
  readonly agreeing?: number;
  /** True for another value that reaches the owner just as well. */
  readonly accepts?: (value: string) => boolean;
}

/**
 * Who is wrong. owner: the one that the claims are about; claimants: those who hold another value than everybody else;
 * pair: one word stands against another; latent: what was told differs from what is, and nobody uses it;
 * nobody: all agree; unsettled: no witness for the right value.
 */
export interface Blame {
  readonly on: 'owner' | 'claimants' | 'pair' | 'latent' | 'nobody' | 'unsettled';
  /** The right value, as far as the witnesses go. */
  readonly truth: string | null;
  /** Claims that lead to the owner's wrong value; their holders are victims. Empty unless the blame is on the owner. */
  readonly victims: readonly Claim[];
  /** Claims that are their holders' own mistake, or one side of a dispute. */
  readonly wrong: readonly Claim[];
}

/**
 * Settles whose fault a difference is by counting independent witnesses: the owner's device, its annotation, and the tables
 * of the other nodes. A device that differs from its own annotation is the owner's doing; so is a value that at least two
 * others hold and nobody else (they cannot all have gone wrong in the same way).
 */
export function settleBlame({ seen, told, claims, agreeing = 0, accepts = () => false }: Witnesses): Blame {
  const truth = seen ?? told;
  if (truth === null) return withoutTruth(claims);
  const wrong = claims.filter(({ value }) => value !== truth && !accepts(value));
  const blame = (on: Blame['on'], parts: Partial<Pick<Blame, 'victims' | 'wrong'>> = {}): Blame => ({
    on,
    truth,
    victims: [],
    wrong: [],
    ...parts,
  });
  if (seen !== null && told !== null && seen !== told) {
    const victims = wrong.filter(({ value }) => value === told);
    if (victims.length > 0 || claims.length + agreeing === 0)
      return blame('owner', { victims, wrong: wrong.filter(({ value }) => value !== told) });
    if (agreeing === 0 && sameMistake(wrong, claims)) return blame('owner', { victims: wrong });
    // Whoever holds the right value cannot have it from the annotation; the others are on their own.
    return wrong.length > 0 ? blame('claimants', { wrong }) : blame('latent');
  }
  if (wrong.length === 0) return blame('nobody');
  if (seen !== null && agreeing === 0 && sameMistake(wrong, claims)) return blame('owner', { victims: wrong });
  const right = claims.length + agreeing - wrong.length;
  return blame((seen !== null && told !== null) || right > 0 ? 'claimants' : 'pair', { wrong });
}

/** Two or more hold one and the same wrong value, and nobody holds a right one. */
const sameMistake = (wrong: readonly Claim[], claims: readonly Claim[]): boolean =>
  wrong.length >= 2 && wrong.length === claims.length && wrong.every(({ value }) => value === wrong[0]?.value);

/** Neither device nor annotation: only a clear majority of at least two against one speaks. */
function withoutTruth(claims: readonly Claim[]): Blame {
  const votes = new Map<string, number>();
  for (const { value } of claims) votes.set(value, (votes.get(value) ?? 0) + 1);
  const [first, second] = [...votes].sort(([, a], [, b]) => b - a);
  if (first === undefined || second === undefined || first[1] === second[1])
    return { on: 'unsettled', truth: null, victims: [], wrong: [] };
  return { on: 'claimants', truth: first[0], victims: [], wrong: claims.filter(({ value }) => value !== first[0]) };
}
