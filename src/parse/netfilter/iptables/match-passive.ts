import type { Match } from '../../../model/netfilter.ts';
import { parsePortRange } from '../numbers.ts';
import type { MatchExtensions } from './extension.ts';
import { always, eachOption } from './extension.ts';

/** Matches that hold for every packet that the walk follows (comment, nfacct, unicast), and length. */
export const passiveMatches: MatchExtensions = {
  comment: { read: () => [] },
  nfacct: { read: () => [always('nfacct counter')] },
  pkttype: {
    read: eachOption<Match>({
      // Walks follow unicast packets.
      '--pkt-type': ({ negated, args }) =>
        ['unicast', 'broadcast', 'multicast'].includes(args[0] ?? '')
          ? always(`pkttype ${args[0]}`, (args[0] === 'unicast') === negated)
          : undefined,
    }),
  },
  length: {
    read: eachOption<Match>({
      '--length': ({ negated, args }) => {
        const range = parsePortRange(args[0] ?? '');
        return range && { kind: 'length', negated, ranges: [range] };
      },
    }),
  },
};
