import { blockedFacts } from './blocked-facts.ts';

export const facts = [...blockedFacts] as const;
