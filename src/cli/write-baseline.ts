import { statSync } from 'node:fs';
import { readBounded } from '../files/read-bounded.ts';
import { writeFileWhole } from '../files/write-file.ts';
import { baselineOf, baselineText, isBaseline, LARGEST_BASELINE } from '../gate/baseline.ts';
import { notLookedAt } from '../gate/not-looked-at.ts';
import { visible } from '../report/escape.ts';
import type { BaselineOptions } from './commands/baseline.ts';
import { sayComplaints } from './complaints.ts';
import { UsageError } from './exit-codes.ts';
import { loadPolicy } from './policy.ts';
import { readScan } from './saved-or-snapshot.ts';
import { readSettings } from './settings.ts';

/** Remembers what is found in a snapshot, with the rules and levels of the configuration; waivers play no part in it. */
export async function writeBaseline(path: string, options: BaselineOptions): Promise<void> {
  // Thresholds play no part either, and a gate that wants a baseline must not keep it from being written.
  const settings = readSettings({ ...options, failOn: 'never' });
  const policy = await loadPolicy(settings, []);
  if (!options.force) refuseOther(options.out);
  const { result, internalErrors, close } = await readScan(path, policy);
  close();
  const baseline = baselineOf(result);
  replace(options.out, baselineText(baseline));
  const count = baseline.entries.length;
  process.stderr.write(
    `netlint: wrote ${options.out} with ${count} ${count === 1 ? 'finding' : 'findings'}.\n${visible(notLookedAt(result))}\n`,
  );
  const { rules, nodes, namespaces } = result.scope;
  if (rules.length + nodes.length + namespaces.length > 0)
    process.stderr.write(
      `netlint: the result was narrowed (--rule, --node or --namespace): what it left out will be new to a wider scan.\n`,
    );
  sayComplaints([], policy.problems, internalErrors, false);
}

/** A slip of the pen in --out must not cost somebody's file. */
function refuseOther(out: string): void {
  let isOne: boolean;
  try {
    // A pipe or a device holds nothing that could be lost.
    if (!statSync(out).isFile()) return;
  } catch {
    return; // Not there: writing will tell.
  }
  try {
    isOne = isBaseline(readBounded(out, LARGEST_BASELINE));
  } catch {
    isOne = false;
  }
  if (!isOne) throw new UsageError(`${out} is there and is no baseline; give another file, or --force to replace it.`);
}

function replace(out: string, text: string): void {
  try {
    writeFileWhole(out, text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(`--out ${out} cannot be written (${why}); give another file.`);
  }
}
