import { kubeJumpsFacts } from './kube-jumps-facts.ts';
import { kubeProxyFacts } from './kube-proxy-facts.ts';
import { listeningFacts } from './listening-facts.ts';
import { obstructionFacts } from './obstruction-facts.ts';
import { serviceRulesFacts } from './service-rules-facts.ts';
import { staleFacts } from './stale-facts.ts';

export const facts = [
  ...kubeProxyFacts,
  ...kubeJumpsFacts,
  ...obstructionFacts,
  ...staleFacts,
  ...serviceRulesFacts,
  ...listeningFacts,
] as const;
