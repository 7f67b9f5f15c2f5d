import type { Match, Statement } from '../../../model/netfilter.ts';
import { protocolName } from '../protocol-names.ts';
import type { RuleContext } from './extension.ts';
import { readOptions } from './options.ts';
import { matchExtensions, targetExtensions } from './registry.ts';
import type { Words } from './words.ts';

export interface RuleBody {
  readonly matches: readonly Match[];
  readonly statements: readonly Statement[];
  readonly packets: number | null;
  readonly bytes: number | null;
  readonly comment: string | null;
  /** What became unmodelled, for the list of what was not understood; null when everything was understood. */
  readonly unmodelled: string | null;
}

const noMatches: readonly Match[] = [];
const noStatements: readonly Statement[] = [];

/**
 * Reads what follows `-A CHAIN`. Whatever is not known becomes an unmodelled match (the walk answers "maybe") or an unmodelled
 * statement; the rule itself is never lost. `isChain` tells the chains of the table.
 */
export function readRule(
  words: Words,
  start: number,
  context: RuleContext,
  isChain: (name: string) => boolean,
): RuleBody {
  const { texts } = words;
  const matches: Match[] = [];
  let statements = noStatements;
  let packets: number | null = null;
  let bytes: number | null = null;
  let comment: string | null = null;
  let unmodelled: string | null = null;
  let protocol: string | null = null;
  let negated = false;
  let at = start;

  const miss = (text: string): void => {
    unmodelled ??= text;
    matches.push({ kind: 'unmodelled', negated: false, text });
  };
  const extension = (name: string, from: number): number => {
    const known = matchExtensions.get(name);
    const { options, next } = readOptions(words, from, known?.flags, known?.pairs, known !== undefined);
    const read = known?.read(options, context);
    if (read === undefined) miss(`-m ${texts.slice(name === texts[from - 1] ? from - 1 : from, next).join(' ')}`);
    else for (const match of read) matches.push(match);
    return next;
  };
  /** The argument of a basic option; older iptables put the `!` in front of it. */
  const argument = (): string => {
    at++;
    if (texts[at] === '!') {
      negated = true;
      at++;
    }
    return texts[at] ?? '';
  };
  const network = (kind: 'source' | 'destination', word: string): void => {
    const text = argument();
    const range = context.network(text);
    if (range === undefined) miss(`${negated ? '! ' : ''}${word} ${text}`);
    else matches.push({ kind, negated, networks: [range] });
  };

  for (; at < texts.length; at++) {
    const word = texts[at] ?? '';
    switch (word) {
      case '!':
        negated = true;
        continue;
      case '-s':
      case '--source':
      case '--src':
        network('source', word);
        break;
      case '-d':
      case '--destination':
      case '--dst':
        network('destination', word);
        break;
      case '-p':
      case '--protocol': {
        const text = argument();
        protocol = text;
        if (text !== 'all' && text !== '0') matches.push(protocolMatch(text, negated));
        break;
      }
      case '-i':
      case '--in-interface':
        matches.push({ kind: 'in-interface', names: [argument()], negated });
        break;
      case '-o':
      case '--out-interface':
        matches.push({ kind: 'out-interface', names: [argument()], negated });
        break;
      case '-f':
      case '--fragment':
        // Conntrack defragments: no later fragment reaches a rule.
        matches.push({ kind: 'always', negated: !negated, what: 'later fragments' });
        break;
      case '-c':
      case '--set-counters':
        packets = Number(texts[at + 1]);
        bytes = Number(texts[at + 2]);
        at += 2;
        break;
      case '-4':
      case '-6':
        break;
      case '-m':
      case '--match':
        // Nearly every rule of kube-proxy has a comment, which says nothing of the packet.
        if (texts[at + 1] === 'comment' && texts[at + 2] === '--comment') {
          comment = texts[at + 3] ?? null;
          at += 3;
        } else at = extension(texts[at + 1] ?? '', at + 2) - 1;
        break;
      case '-j':
      case '--jump':
      case '-g':
      case '--goto': {
        const read = readTarget(words, at, context, isChain);
        statements = read.statements;
        unmodelled ??= read.unmodelled;
        at = read.next - 1;
        break;
      }
      default:
        // `-p tcp --dport 80` without `-m tcp`: options of the protocol's own extension.
        if (word.startsWith('--') && protocol !== null && matchExtensions.has(protocol)) {
          if (negated) at--;
          at = extension(protocol, at) - 1;
        } else miss(`${negated ? '! ' : ''}${word}`);
    }
    negated = false;
  }
  return { matches: matches.length === 0 ? noMatches : matches, statements, packets, bytes, comment, unmodelled };
}

/** Shared by the rules that say the same: large rulesets repeat a few of these many thousand times. */
const protocolMatches = new Map<string, Match>();
const jumps = new Map<string, readonly Statement[]>();
const SHARED = 500;

function protocolMatch(text: string, negated: boolean): Match {
  const key = negated ? `! ${text}` : text;
  const known = protocolMatches.get(key);
  if (known !== undefined) return known;
  const match: Match = { kind: 'protocol', negated, protocols: [protocolName(text)] };
  if (protocolMatches.size < SHARED) protocolMatches.set(key, match);
  return match;
}

function jumpTo(chain: string): readonly Statement[] {
  const known = jumps.get(chain);
  if (known !== undefined) return known;
  const statements: readonly Statement[] = [{ kind: 'jump', chain }];
  if (jumps.size < SHARED) jumps.set(chain, statements);
  return statements;
}

function readTarget(
  words: Words,
  at: number,
  context: RuleContext,
  isChain: (name: string) => boolean,
): { readonly statements: readonly Statement[]; readonly next: number; readonly unmodelled: string | null } {
  const { texts } = words;
  const name = texts[at + 1] ?? '';
  const goto = texts[at] === '-g' || texts[at] === '--goto';
  const known = goto ? undefined : targetExtensions.get(name);
  if (known === undefined && isChain(name)) {
    return { statements: goto ? [{ kind: 'goto', chain: name }] : jumpTo(name), next: at + 2, unmodelled: null };
  }
  const { options, next } = readOptions(words, at + 2, known?.flags, undefined, known !== undefined);
  const statements = known?.read(options, context);
  if (statements !== undefined) return { statements, next, unmodelled: null };
  const text = texts.slice(at, next).join(' ');
  return { statements: [{ kind: 'unmodelled', text }], next, unmodelled: text };
}
