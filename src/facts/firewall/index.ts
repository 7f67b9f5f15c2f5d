import { backendFacts } from './backend-facts.ts';
import { blockedFacts } from './blocked-facts.ts';
import { foreignNatFacts } from './foreign-nat-facts.ts';
import { foreignSourceFacts } from './foreign-source-facts.ts';
import { masqueradeFacts } from './masquerade-facts.ts';
import { overlayFacts } from './overlay-facts.ts';
import { ownRulesFacts } from './own-rules-facts.ts';

export const facts = [
  ...blockedFacts,
  ...masqueradeFacts,
  ...foreignNatFacts,
  ...foreignSourceFacts,
  ...overlayFacts,
  ...ownRulesFacts,
  ...backendFacts,
] as const;
