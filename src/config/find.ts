import { lstatSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const CONFIG_FILE = 'netlint.yaml';

/** The configuration that holds in a folder: its own, or that of the nearest folder above that has one. */
export function findConfig(folder: string): string | null {
  for (let here = folder; ; here = dirname(here)) {
    const file = join(here, CONFIG_FILE);
    if (isFile(file) || isBrokenLink(file)) return file;
    if (dirname(here) === here) return null;
  }
}

/** A folder that may not be looked into (EACCES) has none for us. */
function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Somebody has set up a configuration, and it must not be passed over in silence: reading it tells what is wrong. */
function isBrokenLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink() && !canFollow(path);
  } catch {
    return false;
  }
}

function canFollow(path: string): boolean {
  try {
    statSync(path);
    return true;
  } catch {
    return false;
  }
}
