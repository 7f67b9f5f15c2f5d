import { arpFacts } from './arp-facts.ts';
import { lostFacts } from './lost-facts.ts';
import { uplinkFacts } from './uplink-facts.ts';

export const facts = [...uplinkFacts, ...lostFacts, ...arpFacts] as const;
