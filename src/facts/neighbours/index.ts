import { mismatchFacts } from './mismatch-facts.ts';
import { silentFacts } from './silent-facts.ts';

export const facts = [...mismatchFacts, ...silentFacts] as const;
