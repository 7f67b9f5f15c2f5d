import { gzipSync } from 'node:zlib';
import { encodeCksum } from '../../../src/snapshot/cksum.ts';

export interface Form {
  readonly pack: 'gzip' | 'none';
  readonly armour: 'base64' | 'hex';
  readonly width: number;
}

/** As most nodes have it. */
export const GZIP: Form = { pack: 'gzip', armour: 'base64', width: 4000 };

export function bodyOf(frame: Buffer, { pack, armour, width }: Form): string {
  const packed = pack === 'gzip' ? gzipSync(frame) : frame;
  const text = armour === 'base64' ? packed.toString('base64') : packed.toString('hex').replace(/../g, ' $&');
  return text.replace(new RegExp(`.{${armour === 'hex' ? 48 : width}}(?=.)`, 'g'), '$&\n');
}

/** What the shell text of a container prints. */
export function logOf(frame: Buffer, form: Form, nonce = 'abcd1234'): string {
  const body = bodyOf(frame, form);
  const sum = encodeCksum(Buffer.from(body));
  const about = `${nonce} pack=${form.pack} armour=${form.armour} width=${form.width} bytes=${body.length} sum=${sum}`;
  return `netlint-log 1 ${about}\n${body}\nnetlint-log-end ${about}\n`;
}
