import type { Document, Node, Pair } from 'yaml';
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Problem } from './problem.ts';

/** A YAML value that knows where it stands; `at` is an offset into the text. */
export type YamlValue = YamlMap | YamlList | YamlScalar;

export interface YamlMap {
  readonly kind: 'map';
  readonly at: number;
  readonly entries: ReadonlyMap<string, YamlEntry>;
}

export interface YamlEntry {
  readonly keyAt: number;
  readonly value: YamlValue;
}

export interface YamlList {
  readonly kind: 'list';
  readonly at: number;
  readonly items: readonly YamlValue[];
}

export interface YamlScalar {
  readonly kind: 'scalar';
  readonly at: number;
  readonly end: number;
  readonly value: string | number | boolean | null;
  /** As written, before YAML made a number or a boolean of it. */
  readonly source: string;
}

/** A rule file's text with the places of everything in it. */
export interface YamlSource {
  readonly file: string;
  readonly text: string;
  readonly root: YamlValue | null;
  readonly problems: readonly Problem[];
  problem(at: number, message: string, level?: Problem['level']): Problem;
}

/** What a file is, for messages about it. */
export interface FileKind {
  /** What to do about a second document in it. */
  readonly oneDocument: string;
  /** What it should hold; null where it may be empty. */
  readonly empty: string | null;
}

const ruleFile: FileKind = {
  oneDocument: 'a rule file has one YAML document; put each rule into a file of its own',
  empty: 'the file is empty; a rule is a YAML map with id, title, …',
};

/** Rule files are small; a larger one is a mistake or an attack. */
export const MAXIMUM_BYTES = 256 * 1024;
const MAXIMUM_DEPTH = 40;
const MAXIMUM_BRACKETS = 400;

/**
 * Reads one YAML 1.2 document without anchors, aliases, tags and merges: rule files come from strangers, and none of these is
 * needed to write one, nor a configuration. Maps become `Map`s, so that a key like `__proto__` is a key like any other.
 */
export function readYaml(file: string, text: string, kind: FileKind = ruleFile): YamlSource {
  const lines = new LineCounter();
  const problems: Problem[] = [];
  const problem = (at: number, message: string, level: Problem['level'] = 'error'): Problem => {
    const { line, col } = lines.linePos(Math.min(at, text.length));
    return { file, line: Math.max(line, 1), column: Math.max(col, 1), level, message };
  };
  const report = (at: number, message: string): void => void problems.push(problem(at, message));

  const document = parse(text, lines);
  if (!document) {
    const whole: Problem = { file, line: 0, column: 0, level: 'error', message: 'not valid YAML: nested too deep' };
    return { file, text, root: null, problems: [whole], problem };
  }
  for (const { pos, message } of [...document.errors, ...document.warnings])
    report(pos[0], /multiple documents/.test(message) ? kind.oneDocument : `not valid YAML: ${message.split('\n')[0]}`);
  const root = problems.length === 0 && document.contents ? convert(document.contents, report, 0) : null;
  if (root === null && problems.length === 0 && kind.empty !== null) report(0, kind.empty);
  return { file, text, root, problems, problem };
}

/** The composer recurses on nesting: what would fill its stack (`[[[[…`, `- - - -…`) is refused before it sees it. */
function parse(text: string, lineCounter: LineCounter): Document.Parsed | null {
  if (deepestNesting(text) > MAXIMUM_BRACKETS) return null;
  // With logLevel "silent" a second document would be passed over.
  return parseDocument(text, { lineCounter, prettyErrors: false, logLevel: 'error', uniqueKeys: true });
}

/** Open brackets, and indicators that nest within one line; brackets inside strings count too, so it is no less than the real depth. */
function deepestNesting(text: string): number {
  let brackets = 0;
  let indicators = 0;
  let deepest = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i);
    if (character === '[' || character === '{') brackets++;
    else if (character === ']' || character === '}') brackets = Math.max(0, brackets - 1);
    else if (character === '\n') indicators = 0;
    else if (character === '-' || character === '?' || character === ':') indicators++;
    deepest = Math.max(deepest, brackets, indicators);
  }
  return deepest;
}

function convert(node: Node, report: (at: number, message: string) => void, depth: number): YamlValue {
  const at = node.range?.[0] ?? 0;
  const nothing: YamlScalar = { kind: 'scalar', at, end: at, value: null, source: '' };
  if (depth > MAXIMUM_DEPTH) {
    report(at, `nested more than ${MAXIMUM_DEPTH} deep`);
    return nothing;
  }
  if (isAlias(node) || node.anchor) {
    report(at, 'anchors and aliases are not allowed here; write the value out');
    return nothing;
  }
  if (node.tag && !node.tag.startsWith('tag:yaml.org,2002:')) report(at, `tag ${node.tag} is not allowed here`);
  if (isMap(node))
    return { kind: 'map', at, entries: entriesOf(node.items as Pair<Node | null, Node | null>[], at, report, depth) };
  if (isSeq(node)) {
    const items = (node.items as (Node | null)[]).map((item) => (item ? convert(item, report, depth + 1) : nothing));
    return { kind: 'list', at, items };
  }
  if (!isScalar(node)) return nothing;
  const value = node.value;
  const source = node.source ?? '';
  const end = node.range?.[1] ?? at;
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') {
    return { kind: 'scalar', at, end, value, source };
  }
  report(at, `this kind of value (${source}) is not allowed here; quote it to make it a string`);
  return nothing;
}

function entriesOf(
  pairs: readonly Pair<Node | null, Node | null>[],
  at: number,
  report: (at: number, message: string) => void,
  depth: number,
): Map<string, YamlEntry> {
  const entries = new Map<string, YamlEntry>();
  for (const { key, value } of pairs) {
    const keyAt = key?.range?.[0] ?? at;
    if (!isScalar(key) || typeof key.value !== 'string' || key.anchor) {
      report(keyAt, 'a key must be a plain string; quote it');
      continue;
    }
    const empty: YamlScalar = { kind: 'scalar', at: keyAt, end: keyAt, value: null, source: '' };
    entries.set(key.value, { keyAt, value: value ? convert(value, report, depth + 1) : empty });
  }
  return entries;
}
