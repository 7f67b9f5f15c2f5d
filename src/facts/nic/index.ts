import { uplinkFacts } from './uplink-facts.ts';

export const facts = [...uplinkFacts] as const;
