import type { Match } from '../../../model/netfilter.ts';
import { icmpTypeNumber } from '../icmp-types.ts';
import type { MatchExtensions, Option, RuleContext } from './extension.ts';
import { always, eachOption } from './extension.ts';

function icmpType({ negated, args }: Option, { family }: RuleContext): Match | undefined {
  const [typeText = '', codeText] = (args[0] ?? '').split('/');
  // 255 is how iptables stores "any" for IPv4.
  if (typeText === 'any' || (typeText === '255' && family === 4)) return always('any icmp type', negated);
  const type = icmpTypeNumber(typeText, family);
  const code = codeText === undefined ? null : Number(codeText);
  if (type === undefined || Number.isNaN(code)) return undefined;
  return { kind: 'icmp-type', negated, type, code };
}

/** icmp, icmp6. */
export const icmpMatches: MatchExtensions = {
  icmp: { read: eachOption<Match>({ '--icmp-type': icmpType }) },
  icmp6: { read: eachOption<Match>({ '--icmpv6-type': icmpType }) },
};
