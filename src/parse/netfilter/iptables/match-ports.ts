import type { Match } from '../../../model/netfilter.ts';
import { parsePortList, parsePortRange } from '../numbers.ts';
import type { MatchExtension, MatchExtensions, Option } from './extension.ts';
import { eachOption } from './extension.ts';

const port =
  (kind: 'source-port' | 'destination-port') =>
  ({ negated, args }: Option): Match | undefined => {
    const range = parsePortRange(args[0] ?? '');
    return range && { kind, negated, ranges: [range] };
  };

const ports =
  (kind: 'source-port' | 'destination-port') =>
  ({ negated, args }: Option): Match | undefined => {
    const ranges = parsePortList(args[0] ?? '');
    return ranges && { kind, negated, ranges };
  };

const flagNames = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG'];

function flags(text: string | undefined): readonly string[] {
  if (text === undefined || text === 'NONE') return [];
  return text === 'ALL' ? flagNames : text.split(',');
}

const udp: MatchExtension = {
  read: eachOption<Match>({
    '--sport': port('source-port'),
    '--dport': port('destination-port'),
    '--source-port': port('source-port'),
    '--destination-port': port('destination-port'),
  }),
};

const tcp: MatchExtension = {
  flags: ['--syn'],
  pairs: ['--tcp-flags'],
  read: eachOption<Match>({
    '--sport': port('source-port'),
    '--dport': port('destination-port'),
    '--source-port': port('source-port'),
    '--destination-port': port('destination-port'),
    '--syn': ({ negated }) => ({ kind: 'tcp-flags', negated, mask: ['FIN', 'SYN', 'RST', 'ACK'], set: ['SYN'] }),
    '--tcp-flags': ({ negated, args }) => ({ kind: 'tcp-flags', negated, mask: flags(args[0]), set: flags(args[1]) }),
  }),
};

/** Ports and flags: tcp, udp, udplite, sctp, dccp, multiport. */
export const portMatches: MatchExtensions = {
  tcp,
  udp,
  udplite: udp,
  sctp: udp,
  multiport: {
    read: eachOption<Match>({
      '--sports': ports('source-port'),
      '--dports': ports('destination-port'),
      '--source-ports': ports('source-port'),
      '--destination-ports': ports('destination-port'),
    }),
  },
};
