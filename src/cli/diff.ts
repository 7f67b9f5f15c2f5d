import { diff } from '../gate/diff.ts';
import { diffVerdict } from '../gate/diff-verdict.ts';
import { applyWaivers } from '../gate/waivers.ts';
import { diffText } from '../report/diff-text.ts';
import { visible, visibleJson } from '../report/escape.ts';
import type { DiffOptions } from './commands/diff.ts';
import { sayComplaints } from './complaints.ts';
import { raiseExitCode } from './exit-codes.ts';
import type { Policy } from './policy.ts';
import { loadPolicy } from './policy.ts';
import { readScan } from './saved-or-snapshot.ts';
import { readSettings } from './settings.ts';

/** Compares two scans. Snapshots are judged with the rules of today on both sides; a saved result is taken as it is. */
export async function diffScans(older: string, newer: string, options: DiffOptions): Promise<void> {
  const { failOn, failOnLostCoverage = false, verbose = false } = options;
  const { format, ...rest } = options;
  const settings = readSettings({ ...rest, failOn: 'never' });
  const policy = await loadPolicy(settings, []);
  const { compared, internalErrors } = await compare(older, newer, policy);
  const { exitCode, sentences } = diffVerdict(compared, { failOn, keepCoverage: failOnLostCoverage });
  raiseExitCode(exitCode);
  if (format === 'json') {
    process.stdout.write(`${visibleJson(JSON.stringify(compared, null, 2))}\n`);
    for (const sentence of sentences) process.stderr.write(`${visible(sentence)}\n`);
  } else {
    const color = options.color && process.stdout.isTTY === true && (process.env.NO_COLOR ?? '') === '';
    process.stdout.write(diffText(compared, { color, verbose, sentences }));
  }
  sayComplaints([], policy.problems, internalErrors, verbose);
}

async function compare(older: string, newer: string, policy: Policy) {
  const before = await readScan(older, policy);
  try {
    const after = await readScan(newer, policy);
    try {
      const accepted = after.picture ? { ...after, result: applyWaivers(after.result, policy.acceptance) } : after;
      return {
        compared: diff(before, accepted),
        internalErrors: [...before.internalErrors, ...after.internalErrors],
      };
    } finally {
      after.close();
    }
  } finally {
    before.close();
  }
}
