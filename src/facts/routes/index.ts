import { facts as bridgeNf } from './bridge-nf-facts.ts';
import { facts as forwarding } from './forwarding-facts.ts';
import { facts as ipsec } from './ipsec-facts.ts';
import { facts as lostRoutes } from './lost-route-facts.ts';
import { facts as lostWalks } from './lost-walk-facts.ts';
import { facts as ownPods } from './own-pods-facts.ts';
import { facts as rpFilter } from './rp-filter-facts.ts';
import { facts as unroutedServices } from './unrouted-service-facts.ts';

export const facts = [
  ...forwarding,
  ...bridgeNf,
  ...rpFilter,
  ...lostRoutes,
  ...lostWalks,
  ...ipsec,
  ...unroutedServices,
  ...ownPods,
] as const;
