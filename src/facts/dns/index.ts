import { nameserverFacts } from './nameserver-facts.ts';
import { queryFacts } from './query-facts.ts';
import { serverFacts } from './server-facts.ts';
import { serviceFacts } from './service-facts.ts';
import { upstreamFacts } from './upstream-facts.ts';

export const facts = [...serviceFacts, ...serverFacts, ...nameserverFacts, ...upstreamFacts, ...queryFacts] as const;
