import { facts as devices } from './device-facts.ts';
import { facts as nodes } from './node-facts.ts';
import { facts as pods } from './pod-facts.ts';

export const facts = [...nodes, ...pods, ...devices] as const;
