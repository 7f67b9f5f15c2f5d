import { plain, reasonOf } from '../quote.ts';

export interface JsonDocuments {
  readonly documents: readonly unknown[];
  /** One sentence each, with line and column: text that is no JSON, a document that is cut off. */
  readonly problems: readonly string[];
}

const MOST_PROBLEMS = 20;
/** Each document that never ends costs a look through the whole rest. */
const MOST_CUT_OFF = 10;

/** The position behind the string that starts at `at`, or -1 when it never ends. */
function endOfString(text: string, at: number): number {
  for (let quote = text.indexOf('"', at + 1); quote !== -1; quote = text.indexOf('"', quote + 1)) {
    let backslashes = 0;
    while (text[quote - 1 - backslashes] === '\\') backslashes += 1;
    if (backslashes % 2 === 0) return quote + 1;
  }
  return -1;
}

/** The position behind the object or array that starts at `at`, or -1 when it is cut off. Only brackets and strings are looked at. */
function endOfDocument(text: string, at: number): number {
  const marks = /["{}[\]]/g;
  marks.lastIndex = at;
  let depth = 0;
  for (let mark = marks.exec(text); mark !== null; mark = marks.exec(text)) {
    const [character] = mark;
    if (character === '"') {
      const end = endOfString(text, mark.index);
      if (end === -1) return -1;
      marks.lastIndex = end;
    } else {
      depth += character === '{' || character === '[' ? 1 : -1;
      if (depth === 0) return marks.lastIndex;
    }
  }
  return -1;
}

function placeOf(text: string, at: number): string {
  const before = text.slice(0, at);
  const line = before.split('\n').length;
  return `line ${line}, column ${at - before.lastIndexOf('\n')}`;
}

function describe(text: string, at: number): string {
  const end = text.indexOf('\n', at);
  const words = plain(text.slice(at, end === -1 ? undefined : end).trim(), 60);
  const yaml = /^(?:---|apiVersion:|items:|kind:)/.test(words) ? ' (this looks like YAML)' : '';
  return `"${words}" is no JSON${yaml}`;
}

/**
 * Takes apart what several `kubectl get … -o json` printed one after another. Text between the documents (an error message) is told with
 * its position and skipped up to the next line that begins with a brace, so that it costs nothing but itself. Time is linear.
 */
export function readJsonDocuments(source: string, name: string): JsonDocuments {
  const text = source.startsWith('\ufeff') ? source.slice(1) : source;
  const documents: unknown[] = [];
  const problems: string[] = [];
  const tell = (at: number, what: string) => {
    if (problems.length < MOST_PROBLEMS) problems.push(`${name}, ${placeOf(text, at)}: ${what}`);
  };
  const nextStart = (at: number) => {
    const brace = text.indexOf('\n{', at);
    return brace === -1 ? text.length : brace + 1;
  };
  const blank = /\s*/y;
  let cutOff = 0;
  for (let at = 0; at < text.length; ) {
    blank.lastIndex = at;
    blank.exec(text);
    at = blank.lastIndex;
    if (at >= text.length) break;
    if (text[at] !== '{' && text[at] !== '[') {
      tell(at, `${describe(text, at)}: give what "kubectl get … -o json" prints`);
      at = nextStart(at);
      continue;
    }
    const end = endOfDocument(text, at);
    if (end === -1) {
      tell(at, 'the JSON document that begins here is cut off: run the command again');
      cutOff += 1;
      at = cutOff === MOST_CUT_OFF ? text.length : nextStart(at);
      continue;
    }
    try {
      documents.push(JSON.parse(text.slice(at, end)));
    } catch (error) {
      tell(at, `the document that begins here is no valid JSON (${reasonOf(error)}): run the command again`);
    }
    at = end;
  }
  if (documents.length === 0 && problems.length === 0)
    problems.push(`${name} is empty: give what "kubectl get … -o json" prints`);
  return { documents, problems };
}
