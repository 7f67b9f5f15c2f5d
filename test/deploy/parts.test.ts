import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { deployFiles } from '../../scripts/deploy/files.ts';
import { deployFolder } from './programs.ts';

/** Packed scripts as they are unpacked: another zlib packs the same otherwise. */
const comparable = (path: string, text: string): unknown =>
  path.endsWith('.json')
    ? JSON.parse(text)
    : text.replace(/\bH4sI[A-Za-z0-9+/=]{1000,}/g, (packed) =>
        gunzipSync(Buffer.from(packed, 'base64')).toString('utf8'),
      );

describe('what follows from the source is up to date (else: npm run deploy:parts)', () => {
  const files = deployFiles();
  test.each([...files.keys()])('%s', (path) => {
    expect(comparable(path, readFileSync(join(deployFolder, path), 'utf8'))).toEqual(
      comparable(path, files.get(path) ?? ''),
    );
  });

  test('the script of the agents is among it', () => {
    const [agents = ''] = [...files].filter(([path]) => path.endsWith('daemonset.yaml')).map(([, text]) => text);
    expect(comparable('daemonset.yaml', agents)).toContain('# netlint node probe');
  });
});
