import type { Backend, BaseChain, Chain, NetfilterTable, Rule } from '../../model/netfilter.ts';
import type { Parsed } from '../parsed.ts';
import type { Family } from '../records.ts';
import { baseChainPlace, tableWithChains } from './iptables/base-chains.ts';
import type { RuleContext } from './iptables/extension.ts';
import { readRule } from './iptables/rule.ts';
import { splitWords } from './iptables/words.ts';
import { notedLines } from './noted-lines.ts';
import { parseNetwork } from './numbers.ts';

interface ChainDraft {
  readonly name: string;
  policy: string;
  readonly rules: Rule[];
}

interface TableDraft {
  /** null while it is not known: `iptables -S` names no table. */
  readonly name: string | null;
  readonly chains: Map<string, ChainDraft>;
  committed: boolean;
  sawRule: boolean;
}

/**
 * Reads `iptables-save [-c]`, `ip6tables-save [-c]` and `iptables -S [-v]` (several tables one after another as well). Anything in
 * a rule that is not modelled stays in it as an unmodelled match or statement and is listed in `notUnderstood`.
 */
export function parseIptablesSave(text: string, backend: Backend, family: Family): Parsed<readonly NetfilterTable[]> {
  const context = ruleContext(family);
  const notes = notedLines();
  const drafts: TableDraft[] = [];
  let table: TableDraft | undefined;
  const open = (name: string | null): TableDraft => {
    const draft: TableDraft = { name, chains: new Map(), committed: name === null, sawRule: false };
    drafts.push(draft);
    table = draft;
    return draft;
  };

  let lineNumber = 0;
  for (let start = 0; start < text.length; ) {
    let end = text.indexOf('\n', start);
    if (end < 0) end = text.length;
    lineNumber++;
    const line = text.charCodeAt(end - 1) === 13 ? text.slice(start, end - 1) : text.slice(start, end);
    start = end + 1;
    switch (line.charCodeAt(0)) {
      case 35: // #
        if (line.includes('is incompatible'))
          notes.add(lineNumber, line, 'native nftables rules in an iptables table: iptables cannot print it');
        break;
      case 42: // *
        open(line.slice(1).trim());
        break;
      case 58: // :
        declare(table ?? open(null), line);
        break;
      case 91: // [
      case 45: // -
        if (line.startsWith('-P ') || line.startsWith('-N ')) {
          // A policy after rules begins the next table of several `iptables -S`.
          const current =
            table === undefined || table.name !== null || (line.startsWith('-P ') && table.sawRule)
              ? open(null)
              : table;
          const [, chain = '', policy = '-'] = line.split(' ');
          current.chains.set(chain, { name: chain, policy, rules: [] });
        } else if (!addRule(table ?? open(null), line, context, (why) => notes.add(lineNumber, line, why))) {
          notes.add(lineNumber, line, 'not a rule');
        }
        break;
      default:
        if (line === 'COMMIT') {
          if (table !== undefined) table.committed = true;
        } else if (line.trim() !== '') notes.add(lineNumber, line, 'not a line of iptables-save');
    }
  }
  for (const draft of drafts) {
    if (!draft.committed) notes.add(lineNumber, `*${draft.name}`, 'the text ends before COMMIT: it was cut off');
  }
  return {
    value: drafts
      .filter((draft) => draft.name !== null || draft.chains.size > 0)
      .map((draft) => tableOf(draft, backend, family)),
    notUnderstood: notes.list(),
  };
}

/** Networks repeat (every Service's address stands in several rules), so each text is parsed once. */
function ruleContext(family: Family): RuleContext {
  const networks = new Map<string, ReturnType<typeof parseNetwork>>();
  return {
    family,
    network: (text) => {
      const known = networks.get(text);
      if (known !== undefined || networks.has(text)) return known;
      const network = parseNetwork(text, family);
      networks.set(text, network);
      return network;
    },
  };
}

/** `:KUBE-SERVICES - [0:0]` */
function declare({ chains }: TableDraft, line: string): void {
  const space = line.indexOf(' ');
  const name = line.slice(1, space < 0 ? undefined : space);
  const policy = space < 0 ? '-' : (line.slice(space + 1).split(' ')[0] ?? '-');
  chains.set(name, { name, policy, rules: [] });
}

function addRule(draft: TableDraft, line: string, context: RuleContext, miss: (why: string) => void): boolean {
  let start = 0;
  let packets: number | null = null;
  let bytes: number | null = null;
  if (line.charCodeAt(0) === 91) {
    const close = line.indexOf(']');
    const colon = line.indexOf(':');
    if (close < 0 || colon < 0 || colon > close) return false;
    packets = Number(line.slice(1, colon));
    bytes = Number(line.slice(colon + 1, close));
    start = close + 2;
  }
  if (!line.startsWith('-A ', start)) return false;
  const words = splitWords(line, start + 3);
  const name = words.texts[0] ?? '';
  let chain = draft.chains.get(name);
  if (chain === undefined) {
    // A listing of one chain (`iptables -S FORWARD` on some versions) declares nothing.
    chain = { name, policy: '?', rules: [] };
    draft.chains.set(name, chain);
  }
  draft.sawRule = true;
  const body = readRule(words, 1, context, (target) => draft.chains.has(target));
  if (body.unmodelled !== null) miss(`not modelled: ${body.unmodelled}`);
  chain.rules.push({
    number: chain.rules.length + 1,
    text: line.slice(start),
    packets: packets ?? body.packets,
    bytes: bytes ?? body.bytes,
    matches: body.matches,
    statements: body.statements,
  });
  return true;
}

function tableOf(draft: TableDraft, backend: Backend, family: Family): NetfilterTable {
  const chains = new Map<string, Chain>();
  const name = draft.name ?? tableWithChains([...draft.chains.keys()]);
  const table: NetfilterTable = {
    backend,
    name,
    family: family === 4 ? 'ip' : 'ip6',
    chains,
    sets: new Map(),
    ...(draft.committed ? {} : { incomplete: 'its text was cut off before COMMIT' }),
  };
  for (const [chainName, { policy, rules }] of draft.chains) {
    const place = baseChainPlace(name, chainName);
    const chain: Chain = { table, name: chainName, rules };
    const base: BaseChain | undefined = place && { ...chain, ...place, policy: policy === 'DROP' ? 'drop' : 'accept' };
    chains.set(chainName, base ?? chain);
  }
  return table;
}
