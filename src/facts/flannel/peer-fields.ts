import type { Fact } from '../types.ts';

type Fields = NonNullable<Fact['fields']>;

/** Fields that lists over peers have in common. */
export const peerFields = { peer: 'string', family: 'integer' } as const satisfies Fields;
export const routeFields = { ...peerFields, cidr: 'cidr', via: 'ip', device: 'string' } as const satisfies Fields;
export const neighbourFields = {
  ...peerFields,
  ip: 'ip',
  mac: 'mac',
  device: 'string',
  destination: 'ip',
} as const satisfies Fields;
