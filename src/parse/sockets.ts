import { addressOrNull, familyOfAddress } from './canonical.ts';
import { linesOf, type Notes, newNotes, wordsOf } from './notes.ts';
import type { Parsed } from './parsed.ts';
import { parseProcNetSockets } from './proc-net-sockets.ts';
import type { ListeningSocket } from './records.ts';

/** `ss -lntup` with or without -H, or the four /proc/net tables one after another where there is no ss. */
export function parseSockets(text: string): Parsed<readonly ListeningSocket[]> {
  return /^\s*sl\s+local_address/m.test(text) ? parseProcNetSockets(text) : parseSs(text);
}

function parseSs(text: string): Parsed<readonly ListeningSocket[]> {
  const notes = newNotes();
  const sockets: ListeningSocket[] = [];
  for (const { number, text: line } of linesOf(text)) {
    if (line.startsWith('Netid')) continue;
    // A continuation of the line above: `-e`, `-i` print indented details.
    if (/^\s/.test(line)) continue;
    const socket = socketOf(line);
    if (socket === undefined) note(notes, number, line);
    else if (socket !== 'other') sockets.push(socket);
  }
  return notes.parsed(sockets);
}

const note = (notes: Notes, number: number, line: string) => notes.add(number, line, 'not a socket as ss prints it');

/** `tcp LISTEN 0 4096 127.0.0.53%lo:53 0.0.0.0:* users:(("x",pid=1,fd=2))`; 'other' for sockets that do not listen. */
function socketOf(line: string): ListeningSocket | 'other' | undefined {
  const [protocol, state, , , local, , ...rest] = wordsOf(line);
  if (local === undefined || state === undefined) return undefined;
  if (protocol !== 'tcp' && protocol !== 'udp') return /^[a-z_0-9]+$/.test(protocol ?? '') ? 'other' : undefined;
  if (state !== 'LISTEN' && state !== 'UNCONN') return 'other';
  const colon = local.lastIndexOf(':');
  const port = Number(local.slice(colon + 1));
  const [host = '', device = null] = local.slice(0, colon).replace(/[[\]]/g, '').split('%');
  // `*` is a v6 socket that takes IPv4 too; `[::]` is printed for one that does not.
  const address = host === '*' ? '::' : addressOrNull(host);
  if (colon < 0 || !Number.isInteger(port) || address === null) return undefined;
  const family = familyOfAddress(address) ?? 4;
  const process = /users:\(\("([^"]{0,64})"/.exec(rest.join(' '))?.[1] ?? null;
  // Old versions print `:::80` for every v6 wildcard and do not tell the two apart.
  const v6only = rest.includes('v6only:1') || (family === 6 && (address !== '::' || local.startsWith('[::]')));
  return { protocol, family, address, port, device, v6only, process };
}
