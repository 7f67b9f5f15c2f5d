import { destinationCidr } from './canonical.ts';
import { linesOf, newNotes, wordsOf } from './notes.ts';
import type { Parsed } from './parsed.ts';
import type { Family, PolicyRule } from './records.ts';
import { isEnd } from './rule-words.ts';

/** `1000:  from 10.244.0.0/16 fwmark 0x4000/0x4000 iif cni0 lookup 100`, one rule a line. */
export function parseIpRuleText(text: string, family: Family): Parsed<readonly PolicyRule[]> {
  const notes = newNotes();
  const rules: PolicyRule[] = [];
  for (const { number, text: line } of linesOf(text)) {
    const head = /^(\d{1,10}):\s+(.*)$/.exec(line.replace(/\\$/, ''));
    // busybox prints `lookup unspec` for rules whose action it does not know, and leaves out what it does not know of their matches.
    const rule =
      head && !line.includes('lookup unspec') ? ruleOf(Number(head[1]), wordsOf(head[2] ?? ''), family) : undefined;
    if (rule === undefined) notes.add(number, line, 'a rule that cannot be read');
    else rules.push(rule);
  }
  return notes.parsed(rules);
}

const VALUED = new Set([
  'from',
  'to',
  'fwmark',
  'iif',
  'oif',
  'ipproto',
  'sport',
  'dport',
  'lookup',
  'table',
  'suppress_prefixlength',
  'goto',
]);
const HARMLESS = new Set(['[detached]', 'proto', 'protocol']);

function ruleOf(priority: number, words: readonly string[], family: Family): PolicyRule | undefined {
  const values = new Map<string, string>();
  const unmodelled: string[] = [];
  let not = false;
  let end: PolicyRule['action'] | undefined;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (word === 'not') not = true;
    else if (VALUED.has(word)) values.set(word === 'table' ? 'lookup' : word, words[++i] ?? '');
    else if (isEnd(word)) end = word;
    else if (HARMLESS.has(word)) i += word === '[detached]' ? 0 : 1;
    else if (word.startsWith('[')) unmodelled.push(word);
    // Whatever else is printed narrows the rule: `tos 0x10`, `uidrange 0-99`, `suppress_ifgroup 1`.
    else unmodelled.push(`${word} ${words[++i] ?? ''}`.trim());
  }
  const prefix = (key: string): string | null | undefined => {
    const value = values.get(key);
    return value === undefined || value === 'all' ? null : destinationCidr(value, family);
  };
  const from = prefix('from');
  const to = prefix('to');
  if (from === undefined || to === undefined) return undefined;
  const [mark, mask] = (values.get('fwmark') ?? '').split('/');
  const fwmark = mark === undefined || !/^(0x[0-9a-f]{1,8}|\d{1,10})$/i.test(mark) ? null : Number(mark);
  const goto = values.get('goto');
  if (goto !== undefined) unmodelled.push(`goto ${goto}`);
  const table = values.get('lookup') ?? null;
  const suppress = values.get('suppress_prefixlength');
  return {
    family,
    priority,
    from,
    to,
    not,
    iif: values.get('iif') ?? null,
    oif: values.get('oif') ?? null,
    fwmark,
    fwmask: fwmark === null ? null : mask === undefined ? 0xffffffff : Number(mask) || 0,
    ipproto: values.get('ipproto') ?? null,
    sport: values.get('sport') ?? null,
    dport: values.get('dport') ?? null,
    action: goto !== undefined ? 'goto' : (end ?? (table === null ? 'other' : 'lookup')),
    table,
    suppressPrefixLength: suppress !== undefined && /^\d{1,3}$/.test(suppress) ? Number(suppress) : null,
    unmodelled,
  };
}
