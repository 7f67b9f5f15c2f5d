import { createHash, type Hash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import dockerignore from '@balena/dockerignore';

/** The build context: a folder without what its .dockerignore names. */
export interface Context {
  readonly folder: string;
  /** Throws for what is not in the context. */
  readonly check: (source: string) => void;
  /** Of everything that is copied with these sources. */
  readonly hash: (sources: readonly string[]) => string;
}

export function openContext(folder: string): Context {
  const ignored = dockerignore.default().add(readFileSync(join(folder, '.dockerignore'), 'utf8'));
  const check = (source: string): void => {
    if (!existsSync(join(folder, source)) || ignored.ignores(source))
      throw new Error(`COPY ${source}: it is not in the build context`);
  };
  return {
    folder,
    check,
    hash: (sources) => {
      const hash = createHash('sha256');
      for (const source of sources) addTo(hash, join(folder, source), source);
      return hash.digest('hex');
    },
  };
}

function addTo(hash: Hash, path: string, name: string): void {
  const stat = lstatSync(path);
  hash.update(`${name}\0${stat.mode & 0o777}\0`);
  if (stat.isDirectory())
    for (const entry of readdirSync(path).sort()) addTo(hash, join(path, entry), `${name}/${entry}`);
  else hash.update(stat.isSymbolicLink() ? readlinkSync(path) : readFileSync(path));
}
