import { egressFacts } from './egress-facts.ts';
import { engineFacts } from './engine-facts.ts';
import { ingressFacts } from './ingress-facts.ts';

export const facts = [...engineFacts, ...egressFacts, ...ingressFacts] as const;
