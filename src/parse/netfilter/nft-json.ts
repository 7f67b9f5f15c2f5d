import type { BaseChain, Chain, ChainType, Hook, NetfilterTable, NftSet, Rule } from '../../model/netfilter.ts';
import type { Parsed } from '../parsed.ts';
import type { Family } from '../records.ts';
import type { JsonObject, ListedObject } from './nft/json-documents.ts';
import { listedObjects } from './nft/json-documents.ts';
import type { TableReader } from './nft/reader.ts';
import { readNftRule } from './nft/rule.ts';
import { readSet } from './nft/sets.ts';
import { notedLines } from './noted-lines.ts';

interface TableDraft {
  readonly family: NetfilterTable['family'];
  readonly name: string;
  readonly chains: Map<string, { readonly body: JsonObject; readonly rules: Rule[] }>;
  readonly sets: Map<string, NftSet>;
  readonly reader: TableReader;
}

const families: ReadonlySet<string> = new Set(['ip', 'ip6', 'inet', 'bridge', 'netdev', 'arp']);
const hooks: ReadonlySet<string> = new Set(['prerouting', 'input', 'forward', 'output', 'postrouting', 'ingress']);

/**
 * Reads what `nft -j list table F N` and `nft -j list ruleset` print, as far as packets of `family` pass there: tables of that
 * family and inet tables. Several documents may follow one another. Expressions that are not modelled stay in their rule and are
 * listed in `notUnderstood`; of a document that is cut off the whole objects are kept and every table counts as incomplete.
 */
export function parseNftJson(text: string, family: Family): Parsed<readonly NetfilterTable[]> {
  const notes = notedLines();
  const { objects, broken } = listedObjects(text);
  for (const { line, text: part, why } of broken) notes.add(line, part, why);
  const own = family === 4 ? 'ip' : 'ip6';
  const drafts = new Map<string, TableDraft>();

  const draftOf = ({ line, body, kind }: ListedObject): TableDraft | undefined => {
    const tableFamily = String(body['family']);
    if (tableFamily !== own && tableFamily !== 'inet' && tableFamily !== 'netdev') return undefined;
    const name = String(kind === 'table' ? body['name'] : body['table']);
    const key = `${tableFamily} ${name}`;
    let draft = drafts.get(key);
    if (draft === undefined) {
      draft = newDraft(tableFamily as NetfilterTable['family'], name, family, (why) => notes.add(line, key, why));
      drafts.set(key, draft);
    }
    return draft;
  };

  const take = (object: ListedObject): void => {
    const { kind, body, line } = object;
    if (kind === 'metainfo' || !families.has(String(body['family']))) return;
    const draft = draftOf(object);
    if (draft === undefined) return;
    if (kind === 'chain') draft.chains.set(String(body['name']), { body, rules: [] });
    else if (kind === 'set' || kind === 'map')
      draft.sets.set(String(body['name']), readSet(body, family, draft.reader.miss));
    else if (kind === 'rule') {
      const chain = draft.chains.get(String(body['chain']));
      if (chain === undefined) notes.add(line, String(body['chain']), 'a rule of a chain that is not listed');
      else chain.rules.push(readNftRule(body, chain.rules.length + 1, draft.reader));
    }
  };
  let damaged = broken.length > 0;
  for (const object of objects) {
    try {
      take(object);
    } catch (error) {
      // JSON.parse takes any depth, and what reads expressions goes down into them.
      if (!(error instanceof RangeError)) throw error;
      notes.add(object.line, object.kind, 'nested too deeply');
      damaged = true;
    }
  }
  const incomplete = damaged ? 'its listing was cut off or damaged' : undefined;
  return { value: [...drafts.values()].map((draft) => tableOf(draft, incomplete)), notUnderstood: notes.list() };
}

function newDraft(
  family: NetfilterTable['family'],
  name: string,
  packets: Family,
  miss: (why: string) => void,
): TableDraft {
  const sets = new Map<string, NftSet>();
  let anonymous = 0;
  const reader: TableReader = {
    family: packets,
    miss,
    anonymous: (elements, isMap) => {
      const setName = `#${++anonymous}`;
      sets.set(setName, { name: setName, isMap, elements });
      return setName;
    },
  };
  return { family, name, chains: new Map(), sets, reader };
}

function tableOf({ family, name, chains: drafts, sets }: TableDraft, incomplete: string | undefined): NetfilterTable {
  const chains = new Map<string, Chain>();
  const unfollowed = [...drafts.values()].find(
    ({ body, rules }) =>
      body['hook'] !== undefined && !hooks.has(String(body['hook'])) && (rules.length > 0 || body['policy'] === 'drop'),
  );
  const gap = unfollowed && `chains of the hook ${String(unfollowed.body['hook'])} are not followed`;
  const table: NetfilterTable = {
    backend: 'nftables',
    name,
    family,
    chains,
    sets,
    ...(incomplete === undefined && gap === undefined ? {} : { incomplete: incomplete ?? gap ?? '' }),
  };
  for (const [chainName, { body, rules }] of drafts) {
    const chain: Chain = { table, name: chainName, rules };
    const hook = String(body['hook']);
    if (!hooks.has(hook)) {
      chains.set(chainName, chain);
      continue;
    }
    const base: BaseChain = {
      ...chain,
      hook: hook as Hook,
      priority: Number(body['prio'] ?? 0),
      type: body['type'] === 'nat' || body['type'] === 'route' ? (body['type'] satisfies ChainType) : 'filter',
      policy: body['policy'] === 'drop' ? 'drop' : 'accept',
      ...(hook === 'ingress' && body['dev'] !== undefined ? { devices: devicesOf(body['dev']) } : {}),
    };
    chains.set(chainName, base);
  }
  return table;
}

/** nft prints one device as a string, several as a list, and before 1.0.7 none at all. */
const devicesOf = (dev: unknown): readonly string[] =>
  (Array.isArray(dev) ? dev : [dev]).filter((one) => typeof one === 'string');
