import type { KubeletDns } from '../model/types.ts';
import { addressOrNull } from './canonical.ts';
import { linesOf, newNotes } from './notes.ts';
import type { Parsed } from './parsed.ts';

/** The lines `clusterDNS:` with its items, `clusterDomain:`, `resolvConf:` and `failCgroupV1:` of KubeletConfiguration; of several files the last one wins. */
export function parseKubeletConfig(text: string): Parsed<KubeletDns> {
  const notes = newNotes();
  let clusterDns: string[] | null = null;
  let clusterDomain: string | null = null;
  let resolvConf: string | null = null;
  let failCgroupV1: boolean | null = null;
  for (const { number, text: line } of linesOf(text)) {
    const [, key, rest = ''] = /^(clusterDNS|clusterDomain|resolvConf|failCgroupV1):(.*)$/.exec(line) ?? [];
    const item = /^\s*-\s*(\S.*)$/.exec(line)?.[1];
    if (key === 'clusterDNS') clusterDns = flowItems(rest);
    else if (key === 'clusterDomain') clusterDomain = bare(rest) || null;
    else if (key === 'resolvConf') resolvConf = bare(rest);
    else if (key === 'failCgroupV1')
      failCgroupV1 = bare(rest) === 'true' ? true : bare(rest) === 'false' ? false : null;
    else if (item === undefined || clusterDns === null) notes.add(number, line, 'not a setting that was asked for');
    else clusterDns.push(bare(item));
  }
  const addresses = clusterDns?.flatMap((address) => addressOrNull(address) ?? []) ?? null;
  return notes.parsed({ clusterDns: addresses, clusterDomain, resolvConf, failCgroupV1 });
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

/** `failCgroupV1` of the text in the ConfigMap kubelet-config, where it stands among many other settings; null where it does not. */
export function parseFailCgroupV1(text: string): boolean | null {
  const value = /^failCgroupV1:[ \t]{0,10}(true|false)\b/m.exec(text)?.[1];
  return value === undefined ? null : value === 'true';
}
