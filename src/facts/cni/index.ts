import { bridgeAddressFacts } from './bridge-address-facts.ts';
import { bridgeFacts } from './bridge-facts.ts';
import { vethFacts } from './veth-facts.ts';

export const facts = [...vethFacts, ...bridgeFacts, ...bridgeAddressFacts] as const;
