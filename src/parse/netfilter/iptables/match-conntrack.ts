import type { ConntrackStateMatch, Match } from '../../../model/netfilter.ts';
import { parsePortRange } from '../numbers.ts';
import { protocolName } from '../protocol-names.ts';
import type { MatchExtensions, Option, RuleContext } from './extension.ts';
import { eachOption } from './extension.ts';

const stateNames: ReadonlySet<string> = new Set([
  'NEW',
  'ESTABLISHED',
  'RELATED',
  'INVALID',
  'UNTRACKED',
  'DNAT',
  'SNAT',
]);
const isState = (text: string): text is ConntrackStateMatch => stateNames.has(text);

function states({ negated, args }: Option): Match | undefined {
  const names = (args[0] ?? '').split(',');
  return names.every(isState) ? { kind: 'conntrack-state', negated, states: names } : undefined;
}

const statusNames: ReadonlySet<string> = new Set(['EXPECTED', 'SEEN_REPLY', 'ASSURED', 'CONFIRMED', 'DNAT', 'SNAT']);

/** What NAT did can be told of every packet; ASSURED, SEEN_REPLY and so on only of one that is not the first. */
function statuses({ negated, args }: Option): Match | undefined {
  const names = (args[0] ?? '').split(',');
  if (!names.every((name) => statusNames.has(name))) return undefined;
  const known = names.map((name) => (name === 'DNAT' ? 'dnat' : name === 'SNAT' ? 'snat' : 'other'));
  return { kind: 'conntrack-status', negated, statuses: known };
}

const originalAddress =
  (field: 'source' | 'destination') =>
  ({ negated, args }: Option, { network }: RuleContext): Match | undefined => {
    const range = network(args[0] ?? '');
    return range && { kind: 'conntrack-original', negated, field, networks: [range], ranges: [] };
  };

function originalPort({ negated, args }: Option): Match | undefined {
  const range = parsePortRange(args[0] ?? '');
  return range && { kind: 'conntrack-original', negated, field: 'destination-port', networks: [], ranges: [range] };
}

function direction({ negated, args }: Option): Match | undefined {
  if (args[0] !== 'ORIGINAL' && args[0] !== 'REPLY') return undefined;
  return { kind: 'conntrack-direction', negated, direction: args[0] === 'ORIGINAL' ? 'original' : 'reply' };
}

/** conntrack and the older state. */
export const conntrackMatches: MatchExtensions = {
  conntrack: {
    read: eachOption<Match>({
      '--ctstate': states,
      '--ctstatus': statuses,
      '--ctproto': ({ negated, args }) => ({ kind: 'protocol', negated, protocols: [protocolName(args[0] ?? '')] }),
      '--ctorigsrc': originalAddress('source'),
      '--ctorigdst': originalAddress('destination'),
      '--ctorigdstport': originalPort,
      '--ctdir': direction,
    }),
  },
  state: { read: eachOption<Match>({ '--state': states }) },
};
