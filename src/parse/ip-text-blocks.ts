import { linesOf, type Notes } from './notes.ts';

/** One device as `ip link` and `ip addr` print it without -j: a numbered head line, then indented ones. */
export interface IpBlock {
  readonly index: number;
  readonly name: string;
  /** What stands behind the `@`: `if2`, the lower device's name, or nothing. */
  readonly behindAt: string | null;
  readonly flags: readonly string[];
  /** Words of the head line behind the flags: `mtu 1500 qdisc noqueue master cni0 state UP …`. */
  readonly head: string;
  readonly line: number;
  readonly details: { readonly line: number; readonly text: string }[];
}

// Names are bounded so that a hostile line cannot make the match slow.
const HEAD = /^(\d{1,10}): (\S{1,64}?)(?:@(\S{1,64}))?: <([^>]*)>(.*)$/;
/** `ip -o addr`: `2: eth0    inet 10.0.0.1/24 …`, one line an address and no head. */
const ONE_LINE_ADDRESS = /^(\d{1,10}): (\S{1,64})\s+(inet6?\s.*)$/;

/** Splits the text of `ip [-o] link` and `ip [-o] addr` into devices; lines that fit nowhere are noted. */
export function ipBlocks(text: string, notes: Notes): IpBlock[] {
  const blocks: IpBlock[] = [];
  for (const { number, text: whole } of linesOf(text)) {
    // -o prints a backslash where the long form breaks the line.
    const [first = '', ...rest] = whole.split('\\');
    const head = HEAD.exec(first);
    const address = head ? null : ONE_LINE_ADDRESS.exec(first);
    let block = blocks.at(-1);
    if (head) {
      const [, index = '', name = '', behindAt, flags = '', words = ''] = head;
      block = {
        index: Number(index),
        name,
        behindAt: behindAt === undefined || behindAt === 'NONE' ? null : behindAt,
        flags: flags.split(',').filter((flag) => flag !== ''),
        head: words,
        line: number,
        details: [],
      };
      blocks.push(block);
    } else if (address) {
      const [, index = '', name = '', words = ''] = address;
      if (block?.name !== name) {
        block = { index: Number(index), name, behindAt: null, flags: [], head: '', line: number, details: [] };
        blocks.push(block);
      }
      block.details.push({ line: number, text: words });
    } else if (block !== undefined && /^\s/.test(first)) {
      block.details.push({ line: number, text: first.trim() });
    } else {
      notes.add(number, whole, 'neither the head of a device nor an indented line');
      continue;
    }
    for (const part of rest) if (part.trim() !== '') block?.details.push({ line: number, text: part.trim() });
  }
  return blocks;
}

/** The word that follows `key`, or undefined. */
export function wordAfter(words: readonly string[], key: string): string | undefined {
  const at = words.indexOf(key);
  return at < 0 ? undefined : words[at + 1];
}
