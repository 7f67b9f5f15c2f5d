import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { captures } from './captures.ts';
import { firstRoot } from './run-case.ts';
import { scanFolder, serious } from './scan.ts';

const folder = fileURLToPath(new URL('../../snapshots/', import.meta.url));

/** Needs no lab: the snapshots that were made in it say what is wrong on any machine. */
describe('snapshots from the lab', () => {
  for (const { name, rule } of captures) {
    it(`${name}: ${rule ?? 'nothing at or above medium'}`, async () => {
      const result = await scanFolder(`${folder}${name}`);
      if (rule === null) expect(serious(result)).toEqual([]);
      else expect(firstRoot(result)?.rule, serious(result).join('\n')).toBe(rule);
    });
  }

  it('every snapshot that calls itself one of the lab is made here', () => {
    const made = readdirSync(folder).filter((name) => name.includes('-lab') || name.startsWith('healthy-'));
    expect(made.sort()).toEqual(captures.map(({ name }) => name).sort());
  });
});
