import { mismatchFacts } from './mismatch-facts.ts';

export const facts = [...mismatchFacts] as const;
