import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { writeFileWhole } from '../../src/files/write-file.ts';
import { scratchFolders } from '../support/scratch.ts';
import { onSmallDisk, whyNoSmallDisk } from '../support/small-disk.ts';

const scratch = scratchFolders();
const read = (path: string): string => readFileSync(path, 'utf8');

describe('a file is written as a whole', () => {
  test('new, and in the place of an older one, whose permissions stay', () => {
    const folder = scratch();
    const file = join(folder, 'x.json');
    writeFileWhole(file, 'one', { mode: 0o640 });
    expect(statSync(file).mode & 0o777).toBe(0o640);
    chmodSync(file, 0o604);
    writeFileWhole(file, 'two', { mode: 0o640 });
    expect([read(file), statSync(file).mode & 0o777, readdirSync(folder)]).toEqual(['two', 0o604, ['x.json']]);
  });

  test('what a reader has open stays whole while the file is replaced', () => {
    const folder = scratch();
    const file = join(folder, 'x');
    writeFileWhole(file, 'one');
    const before = statSync(file).ino;
    writeFileWhole(file, 'two');
    expect(statSync(file).ino).not.toBe(before);
  });

  test('a link that the user names is followed, and one in a folder of netlint gives way', () => {
    const folder = scratch();
    const [target, link] = [join(folder, 'target'), join(folder, 'link')];
    writeFileSync(target, 'old');
    symlinkSync('target', link);
    writeFileWhole(link, 'through');
    expect([read(target), readlinkSync(link)]).toEqual(['through', 'target']);
    writeFileWhole(link, 'instead', { link: 'replace' });
    expect([read(target), lstatSync(link).isFile(), read(link)]).toEqual(['through', true, 'instead']);
  });

  test('a device is written as it is, and a folder is not replaced', () => {
    expect(() => writeFileWhole('/dev/null', 'x')).not.toThrow();
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
    const folder = scratch();
    mkdirSync(join(folder, 'd'));
    expect(() => writeFileWhole(join(folder, 'd'), 'x')).toThrow(/^EISDIR/);
    expect(() => writeFileWhole(join(folder, 'd'), 'x', { link: 'replace' })).toThrow('it is no ordinary file');
  });

  test('the reason names no file that the user does not know', () => {
    expect(() => writeFileWhole(join(scratch(), 'no', 'x'), 'x')).toThrow(/^ENOENT: no such file or directory$/);
  });

  test('what a killed run left is cleared when it is old, and what somebody is writing is not', () => {
    const folder = scratch();
    const file = join(folder, 'x');
    writeFileWhole(file, 'one');
    const stem = '.netlint-2d711642b726-';
    const [old, young, other] = [`${stem}aaaaaaaaaaaa`, `${stem}bbbbbbbbbbbb`, '.netlint-000000000000-aaaaaaaaaaaa'];
    for (const name of [old, young, other]) writeFileSync(join(folder, name), 'half');
    const long = new Date(Date.now() - 3_600_000);
    for (const name of [old, other]) utimesSync(join(folder, name), long, long);
    writeFileWhole(file, 'two');
    expect(readdirSync(folder).sort()).toEqual([other, young, 'x'].sort());
  });
});

const why = whyNoSmallDisk();
describe.skipIf(why !== null)(`a full disk${why === null ? '' : ` (${why})`}`, () => {
  const module = fileURLToPath(new URL('../../src/files/write-file.ts', import.meta.url));

  test('leaves the old file as it was, and nothing beside it', () => {
    const disk = scratch();
    const code = `
      const { writeFileWhole } = await import(process.env.MODULE);
      writeFileWhole(process.env.DISK + '/x', 'old');
      try { writeFileWhole(process.env.DISK + '/x', 'y'.repeat(3_000_000)); console.log('written') }
      catch (error) { console.log(error.code, error.message) }`;
    const { stdout, stderr } = onSmallDisk(
      disk,
      1024,
      `"$NODE" --input-type=module -e "$CODE"; ls -A $DISK; cat $DISK/x`,
      {
        CODE: code,
        MODULE: module,
      },
    );
    expect(stderr).toBe('');
    expect(stdout).toBe('ENOSPC ENOSPC: no space left on device\nx\nold');
  });
});
