import type { Match } from '../../../model/netfilter.ts';
import { parseValueAndMask } from '../numbers.ts';
import type { MatchExtensions, Option } from './extension.ts';
import { eachOption } from './extension.ts';

const mark =
  (kind: 'mark' | 'connmark') =>
  ({ negated, args }: Option): Match | undefined => {
    const parsed = parseValueAndMask(args[0] ?? '');
    return parsed && { kind, negated, ...parsed };
  };

export const markMatches: MatchExtensions = {
  mark: { read: eachOption<Match>({ '--mark': mark('mark') }) },
  connmark: { read: eachOption<Match>({ '--mark': mark('connmark') }) },
};
