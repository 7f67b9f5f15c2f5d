import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { Result } from '../evaluate/types.ts';
import { parseResult } from '../gate/saved-result.ts';

const count = z.int().min(0);

const nightSchema = z.object({
  netlintNight: z.literal(1),
  /** Nights count up, whatever the clocks say. */
  sequence: z.int().min(1),
  /** Time of the snapshot. */
  taken: z.iso.datetime({ offset: true }),
  cluster: z.string().nullable(),
  exitCode: count,
  /** Against the night before; null where there was nothing to compare with. */
  compared: z.object({ new: count, known: count, fixed: count, unseen: count }).nullable(),
});

/** `night.json`: written with the night, all or not at all. */
export type NightRecord = Readonly<z.infer<typeof nightSchema>>;

export interface Night {
  /** Name of its folder below `nights`. */
  readonly name: string;
  readonly record: NightRecord;
}

const NAME = /^\d{4}-\d{2}-\d{2}T\d{6}Z(?:-\d+)?$/;

/** `2026-11-21T021500Z`: UTC, without the colons that scp, tar and some file systems read otherwise. */
export const nightName = (taken: Date): string =>
  taken
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '');

/** The complete nights of an audit's folder, the oldest first. Whatever else lies there is none of them. */
export function listNights(nights: string): readonly Night[] {
  return readdirSync(nights, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && NAME.test(entry.name))
    .flatMap(({ name }) => {
      const record = recordIn(join(nights, name));
      return record === null ? [] : [{ name, record }];
    })
    .sort((a, b) => a.record.sequence - b.record.sequence || (a.name < b.name ? -1 : 1));
}

function recordIn(folder: string): NightRecord | null {
  try {
    return nightSchema.parse(JSON.parse(readPlain(join(folder, 'night.json'), 64 * 1024)));
  } catch {
    return null;
  }
}

/** More than 25,000 findings need. */
const LARGEST_RESULT = 256 * 1024 * 1024;

/** What was found in a night. Throws an Error with the reason. */
export const resultOf = (nights: string, { name }: Night): Result =>
  parseResult(readPlain(join(nights, name, 'result.json'), LARGEST_RESULT));

/** The text of an ordinary file, not through a link. Throws an Error with the reason. */
export function readPlain(path: string, largest: number): string {
  const file = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = fstatSync(file);
    if (!stats.isFile()) throw new Error('it is no ordinary file');
    if (stats.size > largest) throw new Error(`it has ${stats.size} bytes, more than ${largest}`);
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}
