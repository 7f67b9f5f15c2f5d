import type { Link } from '../../parse/records.ts';

/** Administratively up. */
export const isUp = ({ flags }: Link): boolean => flags.includes('UP');

const DEAD = new Set(['DOWN', 'LOWERLAYERDOWN', 'NOTPRESENT']);

/** Up, but nothing at the other end. An operstate of UNKNOWN is normal for tunnels, taps and older drivers. */
export const hasNoCarrier = ({ flags, operstate }: Link): boolean =>
  flags.includes('NO-CARRIER') || (flags.includes('UP') && operstate !== null && DEAD.has(operstate.toUpperCase()));
