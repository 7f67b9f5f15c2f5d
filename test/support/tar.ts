import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { type Header, pack } from 'tar-stream';

export type TarEntry = Partial<Header> & { readonly name: string; readonly content?: string | Buffer };

/** The bytes of a tar with these entries, as they are given: also what no honest archive has. */
export async function tarOf(entries: readonly TarEntry[]): Promise<Buffer> {
  const tar = pack();
  for (const { content = '', ...header } of entries) {
    const { type = 'file' } = header;
    if (type === 'file') tar.entry({ mtime: new Date(0), ...header }, content);
    else tar.entry({ mtime: new Date(0), ...header });
  }
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar as unknown as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export async function writeTarGz(file: string, entries: readonly TarEntry[]): Promise<string> {
  writeFileSync(file, gzipSync(await tarOf(entries)));
  return file;
}
