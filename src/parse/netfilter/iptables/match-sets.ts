import type { Match, SetField } from '../../../model/netfilter.ts';
import type { MatchExtensions, Option } from './extension.ts';

/**
 * `--match-set NAME src,dst`: the flags say on which side each dimension of the set looks; which property that is (address,
 * port, device) depends on the set's type, so they are kept as sides and joined with the type when the set is asked.
 */
function matchSet(options: readonly Option[]): readonly Match[] | undefined {
  const [option] = options;
  if (options.length !== 1 || option?.name !== '--match-set') return undefined;
  const [name = '', sides = ''] = option.args;
  const fields = sides
    .split(',')
    .map((side): SetField => (side === 'src' ? 'source' : side === 'dst' ? 'destination' : 'unmodelled'));
  return [{ kind: 'set', negated: option.negated, name, native: false, fields }];
}

export const setMatches: MatchExtensions = { set: { pairs: ['--match-set'], read: matchSet } };
