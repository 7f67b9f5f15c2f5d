import type { RouteType } from './records.ts';

const TYPES: ReadonlySet<string> = new Set<RouteType>([
  'unicast',
  'local',
  'broadcast',
  'multicast',
  'anycast',
  'blackhole',
  'unreachable',
  'prohibit',
  'throw',
]);

export const isRouteType = (word: string): word is RouteType => TYPES.has(word);

export const NEXT_HOP_FLAGS: ReadonlySet<string> = new Set(['onlink', 'linkdown', 'dead', 'pervasive']);
