import type { Match } from '../../../model/netfilter.ts';
import { parseAddressRange } from '../numbers.ts';
import type { MatchExtensions, Option, RuleContext } from './extension.ts';
import { eachOption } from './extension.ts';

const range =
  (kind: 'source' | 'destination') =>
  ({ negated, args }: Option, { family }: RuleContext): Match | undefined => {
    const parsed = parseAddressRange(args[0] ?? '', family);
    return parsed && { kind, negated, networks: [parsed] };
  };

/** `--limit-iface-in` belongs to the types that stand beside it. */
function addressTypes(options: readonly Option[]): readonly Match[] | undefined {
  const names = options.map(({ name }) => name);
  const limitIn = names.includes('--limit-iface-in');
  const limitOut = names.includes('--limit-iface-out');
  const matches: Match[] = [];
  for (const { name, negated, args } of options) {
    if (name.startsWith('--limit-iface-')) continue;
    const side = name === '--src-type' ? 'source' : name === '--dst-type' ? 'destination' : undefined;
    if (side === undefined) return undefined;
    matches.push({
      kind: 'address-type',
      negated,
      side,
      types: (args[0] ?? '').toLowerCase().split(','),
      limitIn,
      limitOut,
    });
  }
  return matches;
}

/** What addresses are: iprange, addrtype, rpfilter. */
export const addressMatches: MatchExtensions = {
  iprange: { read: eachOption<Match>({ '--src-range': range('source'), '--dst-range': range('destination') }) },
  addrtype: { flags: ['--limit-iface-in', '--limit-iface-out'], read: addressTypes },
  rpfilter: {
    flags: ['--loose', '--validmark', '--accept-local', '--invert'],
    read: (options) => {
      const names = options.map(({ name }) => name);
      if (names.some((name) => !['--validmark', '--invert'].includes(name))) return undefined;
      return [{ kind: 'reverse-path', negated: names.includes('--invert') }];
    },
  },
};
