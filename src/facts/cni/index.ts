import { bridgeAddressFacts } from './bridge-address-facts.ts';
import { bridgeFacts } from './bridge-facts.ts';
import { bridgePortFacts } from './bridge-port-facts.ts';
import { hairpinFacts } from './hairpin-facts.ts';
import { leaseFacts } from './lease-facts.ts';
import { pluginFilesFacts } from './plugin-files-facts.ts';
import { pluginReadyFacts } from './plugin-ready-facts.ts';
import { podRouteFacts } from './pod-route-facts.ts';
import { vethFacts } from './veth-facts.ts';

export const facts = [
  ...vethFacts,
  ...bridgeFacts,
  ...bridgeAddressFacts,
  ...bridgePortFacts,
  ...hairpinFacts,
  ...leaseFacts,
  ...pluginReadyFacts,
  ...pluginFilesFacts,
  ...podRouteFacts,
] as const;
