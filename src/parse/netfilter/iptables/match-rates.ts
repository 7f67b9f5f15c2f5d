import type { Match } from '../../../model/netfilter.ts';
import type { MatchExtension, MatchExtensions, Option } from './extension.ts';
import { always } from './extension.ts';

/** The walk follows one packet of an otherwise idle client: it is below every rate limit that is larger than one packet. */
const below = (what: string, overOptions: readonly string[] = []): MatchExtension => ({
  flags: ['--connlimit-saddr', '--connlimit-daddr', '--hashlimit-rate-match'],
  read: (options) => {
    // A client's first connection is already above none, and one packet may be above a rate of bytes.
    if (options.some(({ name, args }) => countOptions.has(name) && !(Number(args[0]) >= 1))) return undefined;
    if (options.some(({ args }) => /b\/s$/.test(args[0] ?? ''))) return undefined;
    const over = options.find(({ name }) => overOptions.includes(name));
    return [always(`${what} not reached`, over !== undefined && !over.negated)];
  },
});

const countOptions: ReadonlySet<string> = new Set(['--connlimit-above', '--connlimit-upto']);

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

/**
 * `--set` always holds; the other forms ask whether the client was seen before. An idle client was not seen several times, and it sticks to
 * no endpoint of a Service yet; who else is in a list that other rules fill is not known.
 */
function recent(options: readonly Option[]): readonly Match[] | undefined {
  const get = (name: string) => options.find((option) => option.name === name);
  const list = get('--name')?.args[0] ?? 'DEFAULT';
  const set = get('--set');
  if (set !== undefined) return [always(`recent --set in ${list}`, set.negated)];
  const check = get('--rcheck') ?? get('--update') ?? get('--remove');
  if (check === undefined || !(list.startsWith('KUBE-SEP-') || Number(get('--hitcount')?.args[0]) > 1))
    return undefined;
  return [{ kind: 'client-memory', negated: check.negated, what: `recent list ${list}` }];
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
