import { severities } from '../evaluate/types.ts';
import type { History, HistoryEntry } from './history.ts';

/**
 * The history as far as it fits into a place: what is fixed goes first, the longest fixed before the others; then what is least grave. What
 * goes is counted in `leftOut`. `sizeOf` gives bytes.
 */
export function fitHistory(history: History, largest: number, sizeOf: (history: History) => number): History {
  if (sizeOf(history) <= largest) return history;
  const ranked = [...history.entries].sort(mostWanted);
  const keeping = (kept: number): History => ({
    ...history,
    leftOut: history.leftOut + ranked.length - kept,
    entries: ranked.slice(0, kept),
  });
  // The most that fit: found by halving, since how well it packs depends on what is in it.
  let [fits, tooMany] = [0, ranked.length];
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2);
    if (sizeOf(keeping(middle)) <= largest) fits = middle;
    else tooMany = middle;
  }
  return keeping(fits);
}

function mostWanted(a: HistoryEntry, b: HistoryEntry): number {
  if (a.state !== b.state) return a.state === 'open' ? -1 : 1;
  const bySeverity = a.state === 'open' ? severities.indexOf(a.severity) - severities.indexOf(b.severity) : 0;
  return bySeverity || Date.parse(b.since) - Date.parse(a.since) || (a.fingerprint < b.fingerprint ? -1 : 1);
}
