import { readFileSync } from 'node:fs';

let version: string | undefined;

/** The version in package.json, which lies beside `src` and beside `dist`. */
export function netlintVersion(): string {
  if (version === undefined) {
    const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
    const found = typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : '';
    version = typeof found === 'string' ? found : '';
  }
  return version;
}
