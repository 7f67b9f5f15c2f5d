import { linesOf, newNotes } from './notes.ts';
import type { Parsed } from './parsed.ts';

export interface NftTableName {
  readonly family: string;
  readonly name: string;
}

/** `nft list tables`: `table ip filter`, one a line. */
export function parseNftTables(text: string): Parsed<readonly NftTableName[]> {
  const notes = newNotes();
  const tables: NftTableName[] = [];
  for (const { number, text: line } of linesOf(text)) {
    const [, family, name] = /^table (\S{1,20}) (\S{1,256})$/.exec(line.trim()) ?? [];
    if (family === undefined || name === undefined) notes.add(number, line, 'not of the form table FAMILY NAME');
    else tables.push({ family, name });
  }
  return notes.parsed(tables);
}

/** /proc/net/ip_tables_names: the tables of the legacy back end, one a line. */
export function parseLegacyTableNames(text: string): Parsed<readonly string[]> {
  return newNotes().parsed(linesOf(text).map((line) => line.text.trim()));
}

const IPTABLES_TABLES = new Set(['filter', 'nat', 'mangle', 'raw', 'security']);

/** Tables of nf_tables that belong to iptables-nft: they have its names in its families. */
export const isOfIptables = (table: NftTableName): boolean =>
  (table.family === 'ip' || table.family === 'ip6') && IPTABLES_TABLES.has(table.name);

/** Names of the tables that iptables-nft-save could not print since rules of another tool are in them. */
export function incompatibleTables(text: string): string[] {
  return [...text.matchAll(/# Table [`'](\S{1,64}?)' is incompatible, use 'nft' tool/g)].map((match) => match[1] ?? '');
}
