import { lostFacts } from './lost-facts.ts';
import { uplinkFacts } from './uplink-facts.ts';

export const facts = [...uplinkFacts, ...lostFacts] as const;
