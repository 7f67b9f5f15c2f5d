import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { CONFIG_FILE, findConfig } from '../config/find.ts';
import { configTemplate } from '../config/template.ts';
import { writeFileWhole } from '../files/write-file.ts';
import { UsageError } from './exit-codes.ts';

/** Writes a commented configuration; one that is there is replaced only by `force`. */
export function init(out: string, force: boolean): void {
  const isThere = existsSync(out);
  if (isThere && !force)
    throw new UsageError(`${out} is there already; give another file with --out, or --force to replace it.`);
  const above = isThere ? null : findConfig(dirname(resolve(out)));
  try {
    writeFileWhole(out, configTemplate);
  } catch (error) {
    throw new UsageError(
      `${out} cannot be written (${error instanceof Error ? error.message : String(error)}); give another file with --out.`,
    );
  }
  process.stderr.write(`netlint: wrote ${out}; "netlint config" prints what is in force.\n`);
  if (above !== null)
    process.stderr.write(`netlint: ${above} holds here no more, since the nearest ${CONFIG_FILE} does.\n`);
}
