import { destinationCidr } from './canonical.ts';
import { hasField, type JsonObject, jsonQuote, jsonRows, numberField, textField } from './json-fields.ts';
import { newNotes } from './notes.ts';
import type { Parsed } from './parsed.ts';
import type { Family, PolicyRule } from './records.ts';
import { isEnd } from './rule-words.ts';

/** `ip -4 -j rule show`: a field that is not printed is not part of the rule. */
export function parseIpRuleJson(text: string, family: Family): Parsed<readonly PolicyRule[]> {
  const rows = jsonRows(text);
  const notes = newNotes();
  for (const note of rows.notUnderstood) notes.add(note.line, note.text, note.why);
  const rules: PolicyRule[] = [];
  for (const row of rows.value) {
    const rule = ruleOf(row, family);
    if (rule === undefined) notes.add(1, jsonQuote(row), 'a rule whose priority or prefix cannot be read');
    else rules.push(rule);
  }
  return notes.parsed(rules);
}

const MODELLED = new Set([
  ...[
    'priority',
    'src',
    'srclen',
    'dst',
    'dstlen',
    'not',
    'fwmark',
    'fwmask',
    'iif',
    'oif',
    'ipproto',
    'sport',
    'dport',
  ],
  ...['sport_start', 'sport_end', 'dport_start', 'dport_end', 'table', 'action', 'suppress_prefixlen', 'goto'],
  // Say nothing about which packets match: who made the rule, and whether its device exists now.
  ...['protocol', 'iif_detached', 'oif_detached', ...['blackhole', 'unreachable', 'prohibit', 'nop']],
]);

function ruleOf(row: JsonObject, family: Family): PolicyRule | undefined {
  const priority = numberField(row, 'priority');
  const from = prefixOf(row, 'src', family);
  const to = prefixOf(row, 'dst', family);
  if (priority === null || from === undefined || to === undefined) return undefined;
  const fwmark = numberField(row, 'fwmark');
  const table = textField(row, 'table');
  const action =
    textField(row, 'action') ?? ['blackhole', 'unreachable', 'prohibit', 'nop'].find((key) => hasField(row, key));
  const unmodelled = Object.keys(row)
    .filter((key) => !MODELLED.has(key))
    .map((key) => `${key} ${textField(row, key) ?? ''}`.trim());
  if (hasField(row, 'goto')) unmodelled.push(`goto ${textField(row, 'goto') ?? ''}`);
  return {
    family,
    priority,
    from,
    to,
    not: hasField(row, 'not'),
    iif: textField(row, 'iif'),
    oif: textField(row, 'oif'),
    fwmark,
    fwmask: fwmark === null ? null : (numberField(row, 'fwmask') ?? 0xffffffff),
    ipproto: textField(row, 'ipproto'),
    sport: portsOf(row, 'sport'),
    dport: portsOf(row, 'dport'),
    action: hasField(row, 'goto')
      ? 'goto'
      : action === undefined || action === 'lookup'
        ? table === null
          ? 'other'
          : 'lookup'
        : isEnd(action)
          ? action
          : 'other',
    table,
    suppressPrefixLength: numberField(row, 'suppress_prefixlen'),
    unmodelled,
  };
}

/** null for any source; undefined when it cannot be read. */
function prefixOf(row: JsonObject, key: 'src' | 'dst', family: Family): string | null | undefined {
  const address = textField(row, key);
  if (address === null || address === 'all') return null;
  const length = numberField(row, `${key}len`);
  return destinationCidr(length === null ? address : `${address}/${length}`, family);
}

function portsOf(row: JsonObject, key: 'sport' | 'dport'): string | null {
  const first = textField(row, `${key}_start`);
  const last = textField(row, `${key}_end`);
  return first !== null && last !== null ? `${first}-${last}` : textField(row, key);
}
