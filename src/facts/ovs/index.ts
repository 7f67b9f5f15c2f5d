import { controllerFacts } from './controller-facts.ts';
import { daemonFacts } from './daemon-facts.ts';
import { flowFacts } from './flow-facts.ts';
import { linkFacts } from './link-facts.ts';
import { podPortFacts } from './pod-port-facts.ts';
import { portFacts } from './port-facts.ts';
import { uplinkFacts } from './uplink-facts.ts';

export const facts = [
  ...daemonFacts,
  ...controllerFacts,
  ...flowFacts,
  ...portFacts,
  ...podPortFacts,
  ...linkFacts,
  ...uplinkFacts,
] as const;
