import type { Match, NetfilterModel, Rule, Statement } from '../../model/netfilter.ts';

const uses = new WeakMap<NetfilterModel, boolean>();

/**
 * Whether the kernel tracks connections in this namespace at all: it begins to with the first rule that needs it (nf_ct_netns_get), and
 * without it no nat chain is called. Where something could not be read or is not modelled, it counts as tracking.
 */
export function tracksConnections(model: NetfilterModel): boolean {
  let known = uses.get(model);
  if (known === undefined) {
    known =
      model.unread.length > 0 ||
      model.tables.some((table) => [...table.chains.values()].some(({ rules }) => rules.some(needsIt)));
    uses.set(model, known);
  }
  return known;
}

const matchKinds: ReadonlySet<Match['kind']> = new Set([
  'connmark',
  'conntrack-state',
  'conntrack-status',
  'conntrack-original',
  'conntrack-direction',
  'unmodelled',
]);

const statementKinds: ReadonlySet<Statement['kind']> = new Set([
  'dnat',
  'snat',
  'dnat-map',
  'snat-map',
  'masquerade',
  'redirect',
  'set-connmark',
  'save-mark',
  'restore-mark',
  'unmodelled',
]);

function needsIt({ matches, statements }: Rule): boolean {
  return matches.some(needsState) || statements.some((statement) => needsConnection(statement));
}

const needsState = (match: Match): boolean =>
  matchKinds.has(match.kind) || (match.kind === 'set' && match.fields.includes('conntrack-state'));

function needsConnection(statement: Statement): boolean {
  if (statement.kind === 'match') return needsState(statement.match);
  if (statement.kind === 'verdict-map') return statement.fields.includes('conntrack-state');
  return statementKinds.has(statement.kind);
}
