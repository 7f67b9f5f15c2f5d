import { parseDecidingBridgeTables } from '../parse/netfilter/bridge-tables.ts';
import { buildNetfilterModel, parseIpsetSave, parseIptablesSave, parseNftJson } from '../parse/netfilter/index.ts';
import {
  incompatibleTables,
  isOfIptables,
  type NftTableName,
  parseLegacyTableNames,
  parseNftTables,
} from '../parse/nft-tables.ts';
import type { Family } from '../parse/records.ts';
import type { Backend, NetfilterModel, NetfilterTable } from './netfilter.ts';
import { type Known, known, type Reading, type Unknown } from './reading.ts';
import type { OutputReader } from './readings.ts';

type Unread = NetfilterModel['unread'][number];

/** What one source gave: its tables, and the parts of it that nobody could read. */
interface Part {
  readonly tables: readonly NetfilterTable[];
  readonly unread: readonly Unread[];
  readonly reading: Reading<readonly NetfilterTable[]>;
}

/**
 * Both iptables back ends and native nftables of one namespace, merged. A part that could not be read is named in `unread`; only when no part
 * at all could be read is the whole unknown. Where no table or module exists there is nothing to read: that is known.
 */
export function readNetfilter(reader: OutputReader, netns: string, family: Family): Reading<NetfilterModel> {
  const nftTables = reader.read('nft-tables', netns, parseNftTables, { empty: [] });
  const parts = [
    legacyPart(reader, netns, family),
    iptablesNftPart(reader, netns, family, nftTables),
    nativePart(reader, netns, family, nftTables),
  ];
  const read = parts.map((part) => part.reading).filter((reading) => reading.state === 'known');
  if (read.length === 0) return fromTexts(reader, netns, family) ?? (parts[0]?.reading as Unknown);
  const ipsets = reader.read('ipset', netns, parseIpsetSave, { empty: [] });
  return known(
    buildNetfilterModel(
      parts.flatMap((part) => part.tables),
      ipsets.state === 'known' ? ipsets.value : [],
      parts.flatMap((part) => part.unread),
    ),
    [...new Set(read.map((reading) => reading.source))].join(', '),
  );
}

const partOf = (reading: Reading<readonly NetfilterTable[]>, unread: readonly Unread[]): Part => ({
  tables: reading.state === 'known' ? reading.value : [],
  unread,
  reading,
});

const reasonOf = (reading: Reading<unknown>): string => (reading.state === 'known' ? '' : reading.reason);

/** One entry for each table that is there, or one for all of them where their names are not known. */
function unreadTables(backend: Backend, names: Reading<readonly string[]>, reason: string): Unread[] {
  if (names.state === 'known') return names.value.map((table) => ({ backend, table, reason }));
  return [{ backend, table: null, reason }];
}

function legacyPart(reader: OutputReader, netns: string, family: Family): Part {
  const tables = reader.read(
    `iptables-legacy-save${family}`,
    netns,
    (text) => parseIptablesSave(text, 'iptables-legacy', family),
    { empty: [] },
  );
  if (tables.state === 'known') return partOf(tables, []);
  const names = reader.read(`iptables-legacy-tables${family}`, netns, parseLegacyTableNames, { empty: [] });
  return partOf(emptyIfNone(tables, names), unreadTables('iptables-legacy', names, reasonOf(tables)));
}

function iptablesNftPart(
  reader: OutputReader,
  netns: string,
  family: Family,
  nftTables: Reading<readonly NftTableName[]>,
): Part {
  const id = `iptables-nft-save${family}`;
  let incompatible: string[] = [];
  const tables = reader.read(
    id,
    netns,
    (text) => {
      incompatible = incompatibleTables(text);
      return parseIptablesSave(text, 'iptables-nft', family);
    },
    { empty: [] },
  );
  if (tables.state === 'known') {
    const record = reader.record(id, netns);
    const all = new Set([...incompatible, ...(record ? incompatibleTables(reader.stderr(record)) : [])]);
    const reason = 'iptables cannot print it: rules made with nft are in it';
    return partOf(tables, unreadTables('iptables-nft', known([...all].sort(), tables.source), reason));
  }
  const names = namesOf(nftTables, (table) => isOfIptables(table) && table.family === (family === 4 ? 'ip' : 'ip6'));
  return partOf(emptyIfNone(tables, names), unreadTables('iptables-nft', names, reasonOf(tables)));
}

function nativePart(
  reader: OutputReader,
  netns: string,
  family: Family,
  nftTables: Reading<readonly NftTableName[]>,
): Part {
  const tables = reader.read('nft-ruleset', netns, (text) => parseNftJson(text, family), {
    empty: [],
    keepPart: 'error',
  });
  const record = reader.record('nft-ruleset', netns);
  if (tables.state === 'known' && (record === undefined || record.status === 'ok' || record.status === 'skipped'))
    return partOf(tables, bridgeTables(reader, netns, nftTables));
  const seen = new Set(tables.state === 'known' ? tables.value.map((table) => table.name) : []);
  const concerns = (table: NftTableName) =>
    !isOfIptables(table) &&
    !seen.has(table.name) &&
    [family === 4 ? 'ip' : 'ip6', 'inet', 'netdev', 'bridge'].includes(table.family);
  const names = namesOf(nftTables, concerns);
  const reason = tables.state === 'known' ? 'nft could not list all tables' : reasonOf(tables);
  return partOf(emptyIfNone(tables, names), unreadTables('nftables', names, reason));
}

/** Tables of the bridge family see the frames between pods of one node; the walk does not follow them, and says so. */
function bridgeTables(reader: OutputReader, netns: string, nftTables: Reading<readonly NftTableName[]>): Unread[] {
  if (nftTables.state !== 'known' || !nftTables.value.some(({ family }) => family === 'bridge')) return [];
  const deciding = reader.read('nft-ruleset', netns, parseDecidingBridgeTables, { empty: [], keepPart: 'error' });
  return unreadTables('nftables', deciding, 'tables of the bridge family are not followed');
}

const namesOf = (
  tables: Reading<readonly NftTableName[]>,
  wanted: (table: NftTableName) => boolean,
): Reading<readonly string[]> =>
  tables.state === 'known'
    ? known(
        tables.value.filter(wanted).map((table) => table.name),
        tables.source,
      )
    : tables;

/** No table is there, so the tool that could not be run would have printed nothing. */
function emptyIfNone(
  tables: Reading<readonly NetfilterTable[]>,
  names: Reading<readonly string[]>,
): Reading<readonly NetfilterTable[]> {
  return tables.state !== 'known' && names.state === 'known' && names.value.length === 0
    ? known([], names.source)
    : tables;
}

/** `iptables-save` or `iptables -S` as people copy them: one back end, and nothing of the others. */
function fromTexts(reader: OutputReader, netns: string, family: Family): Reading<NetfilterModel> | undefined {
  if (family === 6) return undefined;
  const partial = 'a listing made by hand, which may be an excerpt';
  const backendOf = (text: string): Backend => (text.includes('(nf_tables)') ? 'iptables-nft' : 'iptables-legacy');
  for (const id of ['text:iptables-save', 'text:iptables-S']) {
    if (reader.record(id, netns) === undefined) continue;
    const tables: Reading<readonly NetfilterTable[]> = reader.read(id, netns, (text) =>
      parseIptablesSave(text, backendOf(text), family),
    );
    if (tables.state !== 'known') return tables;
    return known(buildNetfilterModel(tables.value, [], othersUnread(tables)), tables.source, partial);
  }
  return undefined;
}

function othersUnread(tables: Known<readonly NetfilterTable[]>): Unread[] {
  const reason = `only "${tables.source}" is in the snapshot`;
  const read = new Set(tables.value.map((table) => table.backend));
  const backends: readonly Backend[] = ['iptables-legacy', 'iptables-nft', 'nftables'];
  return backends.filter((backend) => !read.has(backend)).map((backend) => ({ backend, table: null, reason }));
}
