import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findConfig } from '../../src/config/find.ts';
import { scratchFolders } from '../support/scratch.ts';

const scratch = scratchFolders();

test('the nearest one, here or in a folder above; a folder of that name is none', () => {
  const top = scratch();
  const deep = join(top, 'a', 'b');
  mkdirSync(join(deep, 'netlint.yaml'), { recursive: true });
  expect(findConfig(deep)).toBeNull();
  writeFileSync(join(top, 'netlint.yaml'), '');
  expect(findConfig(deep)).toBe(join(top, 'netlint.yaml'));
  writeFileSync(join(top, 'a', 'netlint.yaml'), '');
  expect(findConfig(deep)).toBe(join(top, 'a', 'netlint.yaml'));
});

test('a link that leads nowhere is found, so that reading it says so', () => {
  const top = scratch();
  writeFileSync(join(top, 'netlint.yaml'), '');
  mkdirSync(join(top, 'a'));
  symlinkSync('gone.yaml', join(top, 'a', 'netlint.yaml'));
  expect(findConfig(join(top, 'a'))).toBe(join(top, 'a', 'netlint.yaml'));
});
