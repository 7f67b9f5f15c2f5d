import { conntrackFacts } from './conntrack-facts.ts';

export const facts = [...conntrackFacts] as const;
