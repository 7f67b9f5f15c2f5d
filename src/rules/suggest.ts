import { closest, distance } from 'fastest-levenshtein';

/** The known name that was probably meant, or undefined when none is near. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  if (known.length === 0 || name.length > 200) return undefined;
  const sameLetters = known.find((candidate) => candidate.toLowerCase() === name.toLowerCase());
  if (sameLetters !== undefined) return sameLetters;
  const best = closest(name, known);
  // A third of the letters may differ: `greatrThan` finds greaterThan, `foo` finds nothing.
  return distance(name, best) <= Math.max(2, Math.floor(Math.max(name.length, best.length) / 3)) ? best : undefined;
}

/** `; did you mean "x"?`, or where to look when nothing is near. */
export function hint(name: string, known: readonly string[], otherwise = ''): string {
  const best = nearest(name, known);
  return best === undefined ? otherwise : `; did you mean "${best}"?`;
}
