import type { Match } from '../../../model/netfilter.ts';
import type { MatchExtension, MatchExtensions, Option } from './extension.ts';
import { always } from './extension.ts';

/** The walk follows one packet of an otherwise idle client: it is below every rate limit. */
const below = (what: string, overOptions: readonly string[] = []): MatchExtension => ({
  flags: ['--connlimit-saddr', '--connlimit-daddr', '--hashlimit-rate-match'],
  read: (options) => {
    const over = options.find(({ name }) => overOptions.includes(name));
    return [always(`${what} not reached`, over !== undefined && !over.negated)];
  },
});

function statistic(options: readonly Option[]): readonly Match[] | undefined {
  const get = (name: string) => options.find((option) => option.name === name);
  const mode = get('--mode')?.args[0];
  const share = get('--probability');
  const every = get('--every');
  if (mode === 'random' && share !== undefined) {
    const probability = Number(share.args[0]);
    return probability >= 0 && probability <= 1
      ? [{ kind: 'probability', negated: share.negated, probability }]
      : undefined;
  }
  const n = Number(every?.args[0]);
  return mode === 'nth' && n >= 1
    ? [{ kind: 'probability', negated: every?.negated ?? false, probability: 1 / n }]
    : undefined;
}

/** `--set` always holds; the other forms ask whether the client was seen before. */
function recent(options: readonly Option[]): readonly Match[] | undefined {
  const get = (name: string) => options.find((option) => option.name === name);
  const list = get('--name')?.args[0] ?? 'DEFAULT';
  const set = get('--set');
  if (set !== undefined) return [always(`recent --set in ${list}`, set.negated)];
  const check = get('--rcheck') ?? get('--update') ?? get('--remove');
  return check && [{ kind: 'client-memory', negated: check.negated, what: `recent list ${list}` }];
}

/** statistic, recent, limit, hashlimit, connlimit. */
export const rateMatches: MatchExtensions = {
  statistic: { read: statistic },
  recent: {
    flags: ['--set', '--rcheck', '--update', '--remove', '--rttl', '--reap', '--rsource', '--rdest'],
    read: recent,
  },
  limit: below('rate limit'),
  hashlimit: below('rate limit', ['--hashlimit-above']),
  connlimit: below('connection limit', ['--connlimit-above']),
};
