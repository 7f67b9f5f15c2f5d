import { isNamespaceName, isNodeName, NODE_NAME_RULE } from '../names.ts';
import { quoted } from '../quote.ts';
import { SnapshotError } from '../types.ts';
import { isTextFormat, TEXT_FORMATS, type TextFormat } from './text-formats.ts';

/** What the user typed, one string an option. */
export interface ImportWords {
  readonly node?: readonly string[];
  readonly text?: readonly string[];
  readonly cluster?: readonly string[];
  readonly notes?: readonly string[];
  readonly machine?: readonly string[];
  readonly kubernetesNode?: readonly string[];
}

export interface TextArgument {
  readonly node: string;
  /** `host`, or a namespace as the user names it. */
  readonly netns: string;
  readonly format: TextFormat;
  readonly file: string;
}

export interface ImportArguments {
  /** Probe output by machine. */
  readonly frames: ReadonlyMap<string, string>;
  readonly texts: readonly TextArgument[];
  readonly cluster: readonly string[];
  readonly notes: readonly string[];
  /** Machines that are no Kubernetes Node. */
  readonly machines: ReadonlySet<string>;
  /** Which Node object a machine is, where the names differ. */
  readonly kubernetesNodes: ReadonlyMap<string, string>;
}

function splitAtEquals(option: string, word: string, shape: string): readonly [string, string] {
  const at = word.indexOf('=');
  if (at <= 0 || at === word.length - 1) {
    throw new SnapshotError(`${option} ${quoted(word)} is not of the form ${shape}.`);
  }
  return [word.slice(0, at), word.slice(at + 1)];
}

function checkedNodeName(option: string, name: string): string {
  if (isNodeName(name)) return name;
  throw new SnapshotError(`${option}: ${quoted(name)} is no name for a node: use ${NODE_NAME_RULE}.`);
}

function parseText(word: string): TextArgument {
  const [left, file] = splitAtEquals('--text', word, 'NAME[@NAMESPACE]:FORMAT=FILE');
  const [, name = '', netns = 'host', format = ''] = /^([^@:]*)(?:@([^:]*))?:(.*)$/s.exec(left) ?? [];
  if (!isTextFormat(format)) {
    throw new SnapshotError(
      `--text ${quoted(word)}: ${quoted(format)} is no format that netlint reads; write NAME[@NAMESPACE]:FORMAT=FILE with one of ${TEXT_FORMATS.join(', ')}.`,
    );
  }
  if (!isNamespaceName(netns)) {
    throw new SnapshotError(
      `--text ${quoted(word)}: ${quoted(netns)} is no name for a namespace: use letters, digits, ".", "_" and "-".`,
    );
  }
  return { node: checkedNodeName('--text', name), netns, format, file };
}

function parseFrames(words: readonly string[]): Map<string, string> {
  const frames = new Map<string, string>();
  for (const word of words) {
    const [name, file] = splitAtEquals('--node', word, 'NAME=FILE');
    if (frames.has(name))
      throw new SnapshotError(`--node ${quoted(name)} was given twice: a snapshot has one of each.`);
    frames.set(checkedNodeName('--node', name), file);
  }
  return frames;
}

function parseKubernetesNodes(words: readonly string[]): Map<string, string> {
  const nodes = new Map<string, string>();
  for (const word of words) {
    const [machine, node] = splitAtEquals('--kubernetes-node', word, 'NAME=NODE');
    nodes.set(checkedNodeName('--kubernetes-node', machine), checkedNodeName('--kubernetes-node', node));
  }
  return nodes;
}

/** A name in --machine or --kubernetes-node that no part has is a slip of the pen. */
function checkNames({ frames, texts, machines, kubernetesNodes }: ImportArguments): void {
  const known = new Set([...frames.keys(), ...texts.map(({ node }) => node)]);
  for (const name of machines) {
    if (!known.has(name)) throw new SnapshotError(`--machine ${quoted(name)}: no --node and no --text has this name.`);
    if (kubernetesNodes.has(name)) {
      throw new SnapshotError(
        `${quoted(name)} is given with --machine (no Node) and with --kubernetes-node: take one.`,
      );
    }
  }
  for (const name of kubernetesNodes.keys()) {
    if (!known.has(name)) {
      throw new SnapshotError(`--kubernetes-node ${quoted(name)}: no --node and no --text has this name.`);
    }
  }
}

function checkStandardInput({ frames, texts, cluster, notes }: ImportArguments): void {
  const files = [...frames.values(), ...texts.map(({ file }) => file), ...cluster, ...notes];
  if (files.filter((file) => file === '-').length > 1) {
    throw new SnapshotError('"-" (standard input) can be read only once: give the other parts as files.');
  }
}

/** Takes the words of `netlint import` apart; throws SnapshotError for what is not as it should be. */
export function parseImportWords(words: ImportWords): ImportArguments {
  const parsed: ImportArguments = {
    frames: parseFrames(words.node ?? []),
    texts: (words.text ?? []).map(parseText),
    cluster: words.cluster ?? [],
    notes: words.notes ?? [],
    machines: new Set(words.machine ?? []),
    kubernetesNodes: parseKubernetesNodes(words.kubernetesNode ?? []),
  };
  if (parsed.frames.size + parsed.texts.length + parsed.cluster.length === 0) {
    throw new SnapshotError('Nothing to import: give --node NAME=FILE, --cluster FILE or --text NAME:FORMAT=FILE.');
  }
  checkNames(parsed);
  checkStandardInput(parsed);
  return parsed;
}
