import type { KubeletDns } from '../model/types.ts';
import { addressOrNull } from './canonical.ts';
import { linesOf, newNotes } from './notes.ts';
import type { Parsed } from './parsed.ts';

/** The lines `clusterDNS:` with its items, `clusterDomain:` and `resolvConf:` of KubeletConfiguration; of several files the last one wins. */
export function parseKubeletConfig(text: string): Parsed<KubeletDns> {
  const notes = newNotes();
  let clusterDns: string[] | null = null;
  let clusterDomain: string | null = null;
  let resolvConf: string | null = null;
  for (const { number, text: line } of linesOf(text)) {
    const [, key, rest = ''] = /^(clusterDNS|clusterDomain|resolvConf):(.*)$/.exec(line) ?? [];
    const item = /^\s*-\s*(\S.*)$/.exec(line)?.[1];
    if (key === 'clusterDNS') clusterDns = flowItems(rest);
    else if (key === 'clusterDomain') clusterDomain = bare(rest) || null;
    else if (key === 'resolvConf') resolvConf = bare(rest);
    else if (item === undefined || clusterDns === null) notes.add(number, line, 'not a setting of DNS');
    else clusterDns.push(bare(item));
  }
  const addresses = clusterDns?.flatMap((address) => addressOrNull(address) ?? []) ?? null;
  return notes.parsed({ clusterDns: addresses, clusterDomain, resolvConf });
}

/** `[10.96.0.10, fd00::a]`, or nothing where the items follow on lines of their own. */
const flowItems = (text: string): string[] =>
  bare(text)
    .replace(/^\[/, '')
    .replace(/\]$/, '')
    .split(',')
    .map(bare)
    .filter((word) => word !== '' && word !== 'null');

/** Without blanks, a comment behind it, and quotes. */
const bare = (text: string): string =>
  text
    .replace(/\s#.*$/, '')
    .trim()
    .replace(/^(["'])(.*)\1$/, '$2');
