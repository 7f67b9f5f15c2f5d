import { backendDriftFacts } from './backend-drift-facts.ts';
import { daemonFacts } from './daemon-facts.ts';
import { deviceFacts } from './device-facts.ts';
import { fdbFacts } from './fdb-facts.ts';
import { healthFacts } from './health-facts.ts';
import { neighbourFacts } from './neighbour-facts.ts';
import { pairFacts } from './pair-facts.ts';
import { podCidrFacts } from './pod-cidr-facts.ts';
import { programmedFacts } from './programmed-facts.ts';
import { publicIpFacts } from './public-ip-facts.ts';
import { routeFacts } from './route-facts.ts';
import { shadowFacts } from './shadow-facts.ts';
import { sharedMacFacts } from './shared-mac-facts.ts';
import { subnetEnvFacts } from './subnet-env-facts.ts';
import { tunnelFacts } from './tunnel-facts.ts';
import { vtepFacts } from './vtep-facts.ts';

export const facts = [
  ...healthFacts,
  ...deviceFacts,
  ...daemonFacts,
  ...subnetEnvFacts,
  ...tunnelFacts,
  ...vtepFacts,
  ...programmedFacts,
  ...neighbourFacts,
  ...fdbFacts,
  ...routeFacts,
  ...shadowFacts,
  ...pairFacts,
  ...publicIpFacts,
  ...backendDriftFacts,
  ...podCidrFacts,
  ...sharedMacFacts,
] as const;
