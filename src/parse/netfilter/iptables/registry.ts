import type { MatchExtension, MatchExtensions, TargetExtension, TargetExtensions } from './extension.ts';
import { addressMatches } from './match-addresses.ts';
import { bridgePortMatches } from './match-bridge-ports.ts';
import { conntrackMatches } from './match-conntrack.ts';
import { icmpMatches } from './match-icmp.ts';
import { markMatches } from './match-marks.ts';
import { passiveMatches } from './match-passive.ts';
import { portMatches } from './match-ports.ts';
import { rateMatches } from './match-rates.ts';
import { setMatches } from './match-sets.ts';
import { markTargets } from './target-marks.ts';
import { natTargets } from './target-nat.ts';
import { passiveTargets } from './target-passive.ts';
import { verdictTargets } from './target-verdicts.ts';

const matchTables: readonly MatchExtensions[] = [
  addressMatches,
  bridgePortMatches,
  conntrackMatches,
  icmpMatches,
  markMatches,
  passiveMatches,
  portMatches,
  rateMatches,
  setMatches,
];

const targetTables: readonly TargetExtensions[] = [markTargets, natTargets, passiveTargets, verdictTargets];

/** Every `-m` that is understood; any other one becomes an unmodelled match. */
export const matchExtensions: ReadonlyMap<string, MatchExtension> = new Map(
  matchTables.flatMap((table) => Object.entries(table)),
);

/** Every `-j` beside chains that is understood; any other one becomes an unmodelled statement. */
export const targetExtensions: ReadonlyMap<string, TargetExtension> = new Map(
  targetTables.flatMap((table) => Object.entries(table)),
);
