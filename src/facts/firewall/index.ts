import { backendFacts } from './backend-facts.ts';
import { blockedFacts } from './blocked-facts.ts';
import { masqueradeFacts } from './masquerade-facts.ts';
import { overlayFacts } from './overlay-facts.ts';

export const facts = [...blockedFacts, ...masqueradeFacts, ...overlayFacts, ...backendFacts] as const;
