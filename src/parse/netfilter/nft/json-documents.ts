/** One object of an `nft -j` listing (`{"rule": {...}}`), with the line of the text that its document begins in. */
export interface ListedObject {
  readonly line: number;
  readonly kind: string;
  readonly body: JsonObject;
}

export type JsonObject = Readonly<Record<string, unknown>>;

export interface BrokenPart {
  readonly line: number;
  readonly text: string;
  readonly why: string;
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The objects of all documents in a text: one or more `{"nftables": [...]}`, with `# Warning` lines anywhere between. Of a document
 * that is cut off, the complete objects are kept, and the cut is told.
 */
export function listedObjects(text: string): {
  readonly objects: readonly ListedObject[];
  readonly broken: readonly BrokenPart[];
} {
  const objects: ListedObject[] = [];
  const broken: BrokenPart[] = [];
  const take = (value: unknown, line: number): void => {
    const list = isObject(value) ? value['nftables'] : undefined;
    if (!Array.isArray(list)) {
      broken.push({ line, text: '', why: 'not an "nftables" list' });
      return;
    }
    for (const entry of list) addObject(objects, entry, line);
  };
  let line = 1;
  for (let at = 0; at < text.length; ) {
    let end = text.indexOf('\n', at);
    if (end < 0) end = text.length;
    const rest = text.slice(at, end).trim();
    const from = line;
    if (rest !== '' && !rest.startsWith('#')) {
      let document = parsed(rest);
      if (document === undefined && rest.startsWith('{')) {
        // Several lines, several documents on one line, or a cut: look for the bracket that closes it.
        const close = closingBracket(text, at);
        if (close === undefined) {
          broken.push({ line, text: rest.slice(0, 200), why: 'the document is cut off' });
          for (const entry of completeEntries(text.slice(at))) addObject(objects, entry, line);
          break;
        }
        document = parsed(text.slice(at, close + 1));
        line += count(text, at, close);
        end = close;
      }
      if (document === undefined) broken.push({ line: from, text: rest.slice(0, 200), why: 'not JSON' });
      else take(document, from);
    }
    if (text.charCodeAt(end) === 10) line++;
    at = end + 1;
  }
  return { objects, broken };
}

function addObject(objects: ListedObject[], entry: unknown, line: number): void {
  if (!isObject(entry)) return;
  for (const [kind, body] of Object.entries(entry)) if (isObject(body)) objects.push({ line, kind, body });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function count(text: string, from: number, to: number): number {
  let lines = 0;
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}

/** Index of the bracket that closes the one at or after `from`; undefined when the text ends before. */
function closingBracket(text: string, from: number): number | undefined {
  let depth = 0;
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 34) {
      i = closingQuote(text, i + 1);
    } else if (code === 123 || code === 91) depth++;
    else if (code === 125 || code === 93) {
      depth--;
      if (depth === 0) return i;
    }
  }
  return undefined;
}

function closingQuote(text: string, from: number): number {
  let i = from;
  while (i < text.length && text.charCodeAt(i) !== 34) i += text.charCodeAt(i) === 92 ? 2 : 1;
  return i;
}

/** The entries of a cut-off `{"nftables": [ … ` that are whole. */
function* completeEntries(text: string): Generator<unknown> {
  let at = text.indexOf('[');
  while (at >= 0) {
    const start = text.indexOf('{', at);
    if (start < 0) return;
    const close = closingBracket(text, start);
    if (close === undefined) return;
    yield parsed(text.slice(start, close + 1));
    at = close + 1;
  }
}
