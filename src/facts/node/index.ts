import { conntrackFacts } from './conntrack-facts.ts';
import { kubeletFacts } from './kubelet-facts.ts';

export const facts = [...conntrackFacts, ...kubeletFacts] as const;
