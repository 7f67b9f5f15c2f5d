import { controlPlaneFacts } from './control-plane-facts.ts';
import { kubeletFacts } from './kubelet-facts.ts';
import { nodeFacts } from './node-facts.ts';
import { planFacts } from './plan-facts.ts';
import { skewFacts } from './skew-facts.ts';
import { usageFacts } from './usage-facts.ts';

export const facts = [
  ...planFacts,
  ...skewFacts,
  ...controlPlaneFacts,
  ...nodeFacts,
  ...kubeletFacts,
  ...usageFacts,
] as const;
