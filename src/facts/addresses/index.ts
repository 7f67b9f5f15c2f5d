import { clusterIpFacts } from './cluster-ip-facts.ts';
import { hostPodIpFacts } from './host-pod-ip-facts.ts';
import { nodeIpFacts } from './node-ip-facts.ts';
import { overlapFacts } from './overlap-facts.ts';
import { podCidrFacts } from './pod-cidr-facts.ts';
import { podCidrSpaceFacts } from './pod-cidr-space-facts.ts';
import { podIpFacts } from './pod-ip-facts.ts';
import { serviceNetworkFacts } from './service-network-facts.ts';

export const facts = [
  ...overlapFacts,
  ...serviceNetworkFacts,
  ...podCidrFacts,
  ...podCidrSpaceFacts,
  ...podIpFacts,
  ...hostPodIpFacts,
  ...nodeIpFacts,
  ...clusterIpFacts,
] as const;
