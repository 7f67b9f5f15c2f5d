import { randomBytes } from 'node:crypto';
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { TEMPORARY } from './audit-folder.ts';
import type { Night } from './nights.ts';

/** The nights that go when `keep` stay: the oldest by their number, since a clock may have gone back. */
export const outdated = (nights: readonly Night[], keep: number): readonly Night[] =>
  nights.slice(0, Math.max(0, nights.length - keep));

/** Away in one step, then removed: a kill in between leaves no half night. */
export function removeNight(nights: string, { name }: Night): void {
  const aside = join(nights, `${TEMPORARY}old-${randomBytes(6).toString('hex')}`);
  renameSync(join(nights, name), aside);
  rmSync(aside, { recursive: true, force: true });
}
