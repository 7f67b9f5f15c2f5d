import { type Notes, newNotes } from './notes.ts';
import type { Parsed } from './parsed.ts';

/** CoreDNS's configuration: server blocks with the plugins as they are written down. */
export interface Corefile {
  readonly servers: readonly CorefileServer[];
  /** Files that it imports and that nobody read: they may add servers and plugins. */
  readonly imports: readonly string[];
}

export interface CorefileServer {
  readonly zones: readonly { readonly zone: string; readonly port: number; readonly scheme: string }[];
  readonly plugins: readonly CorefilePlugin[];
}

export interface CorefilePlugin {
  readonly name: string;
  readonly args: readonly string[];
  /** Lines of its block, as words. */
  readonly block: readonly (readonly string[])[];
}

type Lines = { readonly number: number; readonly words: readonly string[] }[];

/** Nothing real is larger; a hostile text costs no more than this. */
const MOST_LINES = 5_000;
const MOST_IMPORTS = 50;

const DEFAULT_PORTS: ReadonlyMap<string, number> = new Map([
  ['dns', 53],
  ['tls', 853],
  ['quic', 853],
  ['grpc', 443],
  ['https', 443],
  ['https3', 443],
]);

/** The Caddyfile syntax as CoreDNS uses it (coredns/caddy caddyfile/parse.go): a line opens a block where its last word is `{`. */
export function parseCorefile(text: string): Parsed<Corefile> {
  const notes = newNotes();
  const lines = linesWithWords(text);
  const servers: CorefileServer[] = [];
  const snippets = new Map<string, readonly CorefilePlugin[]>();
  const imports: string[] = [];
  let keys: string[] = [];
  while (lines.length > 0) {
    const { number, words } = lines.shift() as Lines[number];
    if (words[0] === 'import' && keys.length === 0) {
      imports.push(...words.slice(1));
      continue;
    }
    const opens = words.at(-1) === '{';
    keys.push(...(opens ? words.slice(0, -1) : words).flatMap((word) => word.split(',')).filter((key) => key !== ''));
    if (!opens) {
      // A file of a single server may leave its braces out: then the first line is its keys and all others are plugins.
      if (servers.length > 0 || words.at(-1)?.endsWith(',')) continue;
      if (lines.some((line) => line.words.at(-1) === '{' && isKey(line.words[0]))) continue;
      servers.push({ zones: keys.map(zoneOf), plugins: pluginsOf(lines, null, snippets, imports, notes) });
      keys = [];
      continue;
    }
    const plugins = pluginsOf(lines, number, snippets, imports, notes);
    const [first = ''] = keys;
    if (keys.length === 1 && /^\([^()]{1,200}\)$/.test(first)) snippets.set(first.slice(1, -1), plugins);
    else if (keys.length === 0) notes.add(number, '{', 'a server block without a zone');
    else servers.push({ zones: keys.map(zoneOf), plugins });
    keys = [];
  }
  if (keys.length > 0) notes.add(1, keys.join(' '), 'keys without a server block');
  return notes.parsed({ servers, imports });
}

/** `.`, `cluster.local:53`, `dns://.:1053`, `(snippet)`. */
const isKey = (word: string | undefined): boolean => word !== undefined && /[.:()]/.test(word);

function linesWithWords(text: string): Lines {
  const lines: Lines = [];
  let number = 0;
  for (const raw of text.split('\n', MOST_LINES)) {
    number++;
    const words = wordsIn(raw);
    // `health { lameduck 5s }` is no block on one line: but a closing brace may end a line of its own words.
    if (words.length > 0) lines.push({ number, words });
  }
  return lines;
}

/** Words in blanks; `"…"` may hold blanks; `#` at the begin of a word starts a comment. */
function wordsIn(line: string): string[] {
  const words: string[] = [];
  for (const match of line.matchAll(/"((?:[^"\\]|\\.)*)"|(#.*)|(\S+)/g)) {
    if (match[2] !== undefined) break;
    words.push(match[1] ?? match[3] ?? '');
  }
  return words;
}

/** Reads plugins up to the brace that closes the server block; `opened` is null where none was opened. */
function pluginsOf(
  lines: Lines,
  opened: number | null,
  snippets: ReadonlyMap<string, readonly CorefilePlugin[]>,
  imports: string[],
  notes: Notes,
): CorefilePlugin[] {
  const plugins: CorefilePlugin[] = [];
  for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
    const [name = '', ...rest] = line.words;
    if (name === '}') {
      if (opened === null) notes.add(line.number, '}', 'a brace that closes nothing');
      return plugins;
    }
    if (name === 'import') {
      for (const from of rest.slice(0, 1)) {
        const snippet = snippets.get(from);
        if (snippet === undefined) imports.push(from);
        else if (plugins.length < MOST_IMPORTS * 100) plugins.push(...snippet);
      }
      continue;
    }
    if (rest.at(-1) !== '{') plugins.push({ name, args: rest, block: [] });
    else plugins.push({ name, args: rest.slice(0, -1), block: blockOf(lines, line.number, notes) });
  }
  if (opened !== null) notes.add(opened, '{', 'a block that is not closed');
  return plugins;
}

function blockOf(lines: Lines, opened: number, notes: Notes): string[][] {
  const block: string[][] = [];
  let depth = 1;
  for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
    if (line.words[0] === '}') depth--;
    else {
      if (depth === 1) block.push(line.words.filter((word) => word !== '{'));
      if (line.words.at(-1) === '{') depth++;
    }
    if (depth === 0) return block;
  }
  notes.add(opened, '{', 'a block that is not closed');
  return block;
}

function zoneOf(key: string): CorefileServer['zones'][number] {
  const [, scheme = 'dns', rest = key] = /^([a-z0-9]{1,20}):\/\/(.*)$/.exec(key) ?? [];
  const [, zone = rest, port] = /^(.*?):(\d{1,5})$/.exec(rest) ?? [];
  return {
    zone: zone === '' || zone === '.' ? '.' : zone.toLowerCase().replace(/\.$/, ''),
    port: port === undefined ? (DEFAULT_PORTS.get(scheme) ?? 53) : Number(port),
    scheme,
  };
}
