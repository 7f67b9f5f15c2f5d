import { nameserverFacts } from './nameserver-facts.ts';
import { portFacts } from './port-facts.ts';
import { queryFacts } from './query-facts.ts';
import { resolvConfFacts } from './resolv-conf-facts.ts';
import { serverFacts } from './server-facts.ts';
import { serviceFacts } from './service-facts.ts';
import { upstreamFacts } from './upstream-facts.ts';
import { zoneFacts } from './zone-facts.ts';

export const facts = [
  ...serviceFacts,
  ...serverFacts,
  ...nameserverFacts,
  ...upstreamFacts,
  ...queryFacts,
  ...zoneFacts,
  ...portFacts,
  ...resolvConfFacts,
] as const;
