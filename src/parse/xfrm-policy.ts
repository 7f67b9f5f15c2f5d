import { formatCidr, parseCidr } from '../model/ip.ts';
import { decimal, linesOf, newNotes, wordsOf } from './notes.ts';
import type { Parsed } from './parsed.ts';
import type { XfrmPolicy } from './records.ts';

const directions = new Set(['in', 'out', 'fwd'] as const);
type Direction = XfrmPolicy['direction'];

interface Selector {
  readonly number: number;
  readonly text: string;
  readonly words: ReadonlyMap<string, string>;
}

/**
 * `ip xfrm policy show`: a line with the selector, a line with direction, action and priority, and lines for each transform. Policies of single
 * sockets are left out: they concern the daemon that negotiates keys.
 */
export function parseXfrmPolicies(text: string): Parsed<readonly XfrmPolicy[]> {
  const notes = newNotes();
  const policies: XfrmPolicy[] = [];
  let selector: Selector | null = null;
  for (const { number, text: line } of linesOf(text)) {
    const words = wordsOf(line);
    if (words[0] === 'src' && !/^\s/.test(line)) {
      selector = { number, text: line.trim(), words: pairs(words) };
      continue;
    }
    if (selector === null) {
      if (policies.length === 0) notes.add(number, line, 'a line before the first policy');
      continue;
    }
    const last = policies.at(-1);
    if (words[0] === 'dir') {
      const policy = policyOf(selector, pairs(words));
      if (policy === undefined)
        notes.add(selector.number, selector.text, 'a policy without source, destination or direction');
      else policies.push(policy);
      if (policy === undefined) selector = null;
    } else if (words[0] === 'socket') selector = null;
    else if (words[0] === 'tmpl' && last !== undefined) policies.splice(-1, 1, { ...last, transforms: true });
    else if (words[0] === 'mark' && last !== undefined)
      policies.splice(-1, 1, { ...last, unmodelled: [...last.unmodelled, words.slice(0, 2).join(' ')] });
  }
  return notes.parsed(policies);
}

const pairs = (words: readonly string[]): ReadonlyMap<string, string> =>
  new Map(words.flatMap((word, at) => (at % 2 === 0 ? [[word, words[at + 1] ?? ''] as const] : [])));

/** What the selector can say beside these is not modelled; what the second line says beside action and priority changes nothing for us. */
const modelled = new Set(['src', 'dst', 'proto', 'sport', 'dport', 'dev']);
const limiting = new Set(['mark', 'if_id']);

function policyOf({ words, text }: Selector, about: ReadonlyMap<string, string>): XfrmPolicy | undefined {
  const source = parseCidr(words.get('src') ?? '');
  const destination = parseCidr(words.get('dst') ?? '');
  const direction = [...directions].find((one): one is Direction => one === about.get('dir'));
  if (source === undefined || destination === undefined || direction === undefined) return undefined;
  const port = (key: 'sport' | 'dport') => decimal(words.get(key)) ?? null;
  const masked = (['sport', 'dport'] as const).filter((key) => words.has(key) && port(key) === null);
  const unmodelled = [
    ...[...words].filter(([key]) => !modelled.has(key)),
    ...[...about].filter(([key]) => limiting.has(key)),
    ...masked.map((key) => [key, words.get(key) ?? '']),
  ];
  return {
    family: destination.family,
    source: formatCidr(source),
    destination: formatCidr(destination),
    protocol: words.get('proto') ?? null,
    sourcePort: port('sport'),
    destinationPort: port('dport'),
    device: words.get('dev') ?? null,
    direction,
    action: about.get('action') === 'block' ? 'block' : 'allow',
    priority: decimal(about.get('priority')) ?? 0,
    transforms: false,
    unmodelled: unmodelled.map((pair) => pair.join(' ')),
    selector: text,
  };
}
