import { formatAddress } from '../model/ip.ts';
import { linesOf, newNotes, wordsOf } from './notes.ts';
import type { Parsed } from './parsed.ts';
import type { ListeningSocket } from './records.ts';

const LISTEN = '0A';
const UDP_UNCONNECTED = '07';

/**
 * /proc/net/tcp, tcp6, udp, udp6 in any order. A head line tells which table follows: only UDP's ends in `drops`. Addresses are
 * hexadecimal in host byte order, which is little-endian wherever Kubernetes commonly runs. Whether a v6 socket refuses IPv4,
 * and whose it is, is not printed.
 */
export function parseProcNetSockets(text: string): Parsed<readonly ListeningSocket[]> {
  const notes = newNotes();
  const sockets: ListeningSocket[] = [];
  let protocol: 'tcp' | 'udp' = 'tcp';
  for (const { number, text: line } of linesOf(text)) {
    if (line.startsWith('==> ')) continue;
    const words = wordsOf(line);
    if (words[0] === 'sl') {
      protocol = words.at(-1) === 'drops' ? 'udp' : 'tcp';
      continue;
    }
    const [, local = '', remote = '', state] = words;
    const address = addressOfHex(local);
    if (address === undefined || !/^\d+:$/.test(words[0] ?? '')) {
      notes.add(number, line, 'not a line of /proc/net/tcp or udp');
      continue;
    }
    const listens = protocol === 'tcp' ? state === LISTEN : state === UDP_UNCONNECTED && /:0000$/.test(remote);
    if (listens) sockets.push({ protocol, ...address, device: null, v6only: false, process: null });
  }
  return notes.parsed(sockets);
}

function addressOfHex(text: string): Pick<ListeningSocket, 'family' | 'address' | 'port'> | undefined {
  const [, hex = '', port = ''] = /^((?:[0-9A-F]{8}){1,4}):([0-9A-F]{4})$/i.exec(text) ?? [];
  if (hex.length !== 8 && hex.length !== 32) return undefined;
  const family = hex.length === 8 ? 4 : 6;
  const bytes = (hex.match(/.{8}/g) ?? []).map((word) => (word.match(/../g) ?? []).reverse().join('')).join('');
  return { family, address: formatAddress(family, BigInt(`0x${bytes}`)), port: Number.parseInt(port, 16) };
}
