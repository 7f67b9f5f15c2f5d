import { addressOrNull } from './canonical.ts';
import { linkOf } from './ip-link-json.ts';
import { linkOfBlock } from './ip-link-text.ts';
import { ipBlocks } from './ip-text-blocks.ts';
import {
  type JsonObject,
  jsonQuote,
  jsonRows,
  looksLikeJson,
  numberField,
  objectsField,
  textField,
} from './json-fields.ts';
import { decimal, type Notes, newNotes, wordsOf } from './notes.ts';
import type { Parsed } from './parsed.ts';
import type { Address, Link } from './records.ts';

export interface LinksAndAddresses {
  /** Empty for `ip -o addr`, which says nothing of the devices. */
  readonly links: readonly Link[];
  readonly addresses: readonly Address[];
}

/** `ip [-j] [-o] addr show` of iproute2, and busybox's `ip addr`. */
export function parseIpAddr(text: string): Parsed<LinksAndAddresses> {
  const notes = newNotes();
  return notes.parsed(looksLikeJson(text) ? fromJson(text, notes) : fromText(text, notes));
}

/** Address properties that the kernel prints as bare words; anything else in that place is the label. */
const FLAGS = new Set([
  'secondary',
  'temporary',
  'deprecated',
  'tentative',
  'dadfailed',
  'permanent',
  'dynamic',
  'noprefixroute',
  'mngtmpaddr',
  'nodad',
  'home',
  'optimistic',
  'autojoin',
  'stable-privacy',
]);

function fromJson(text: string, notes: Notes): LinksAndAddresses {
  const rows = jsonRows(text);
  for (const note of rows.notUnderstood) notes.add(note.line, note.text, note.why);
  const links: Link[] = [];
  const addresses: Address[] = [];
  for (const row of rows.value) {
    const device = textField(row, 'ifname');
    if (device === null) {
      notes.add(1, jsonQuote(row), 'a device without a name');
      continue;
    }
    const link = linkOf(row);
    if (link) links.push(link);
    for (const info of objectsField(row, 'addr_info')) {
      const address = addressOfJson(info, device.replace(/@.*$/, ''));
      if (address) addresses.push(address);
      // Empty objects stand for addresses that the command's filter left out.
      else if (Object.keys(info).length > 0) notes.add(1, jsonQuote(info), `an address of ${device} that is none`);
    }
  }
  return { links, addresses };
}

function addressOfJson(info: JsonObject, device: string): Address | undefined {
  const family = textField(info, 'family');
  const address = addressOrNull(textField(info, 'local'));
  const prefixLength = numberField(info, 'prefixlen');
  if (address === null || prefixLength === null || (family !== 'inet' && family !== 'inet6')) return undefined;
  return {
    device,
    family: family === 'inet' ? 4 : 6,
    address,
    prefixLength,
    peer: addressOrNull(textField(info, 'address')),
    scope: textField(info, 'scope'),
    flags: Object.keys(info).filter((key) => FLAGS.has(key) && info[key] === true),
  };
}

function fromText(text: string, notes: Notes): LinksAndAddresses {
  const links: Link[] = [];
  const addresses: Address[] = [];
  for (const block of ipBlocks(text, notes)) {
    const link = linkOfBlock(block);
    if (link) links.push(link);
    for (const { line, text: detail } of block.details) {
      if (!/^inet6?\s/.test(detail)) continue;
      const address = addressOfText(wordsOf(detail), block.name);
      if (address) addresses.push(address);
      else notes.add(line, detail, 'an address that is none');
    }
  }
  return { links, addresses };
}

/** `inet 10.9.9.1 peer 10.9.9.2/32 brd … scope global secondary eth0:1`. */
function addressOfText(words: readonly string[], device: string): Address | undefined {
  const own = words[1] ?? '';
  const peer = words[2] === 'peer' ? (words[3] ?? '') : null;
  const [address = '', ownLength] = own.split('/');
  const [peerAddress, peerLength] = (peer ?? '').split('/');
  const canonical = addressOrNull(address);
  const family = words[0] === 'inet' ? 4 : 6;
  if (canonical === null) return undefined;
  const prefixLength = decimal(peer === null ? ownLength : peerLength) ?? (family === 4 ? 32 : 128);
  const scopeAt = words.indexOf('scope');
  return {
    device,
    family,
    address: canonical,
    prefixLength,
    peer: peer === null ? null : addressOrNull(peerAddress),
    scope: scopeAt < 0 ? null : (words[scopeAt + 1] ?? null),
    flags: words.slice(scopeAt + 2).filter((word) => FLAGS.has(word)),
  };
}
