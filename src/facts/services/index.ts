import { jumpFacts } from './jump-facts.ts';
import { kubeProxyFacts } from './kube-proxy-facts.ts';
import { listeningFacts } from './listening-facts.ts';
import { obstructionFacts } from './obstruction-facts.ts';
import { serviceFacts } from './service-facts.ts';
import { staleFacts } from './stale-facts.ts';

export const facts = [...kubeProxyFacts, ...jumpFacts, ...obstructionFacts, ...staleFacts, ...serviceFacts, ...listeningFacts] as const;
