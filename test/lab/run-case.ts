import { appendFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { Finding, Result } from '../../src/evaluate/types.ts';
import type { FaultCase, HarmlessCase } from './case.ts';
import { type Lab, machine } from './lab.ts';
import { ageDaemons } from './old-daemons.ts';
import type { Plan } from './plan.ts';
import { describe, scan, serious } from './scan.ts';
import { failing, waitUntilHealthy } from './traffic.ts';

/**
 * One fault, from healthy to healthy: traffic passes and nothing is found; the fault is put in; traffic fails; netlint names the cause before
 * all else; its fix, typed as printed, heals traffic and scan.
 */
export async function runFaultCase<L extends Lab>(fault: FaultCase<L>, build: () => Promise<L>): Promise<void> {
  const lab = await build();
  try {
    await waitUntilHealthy(lab);
    expect(await findingsBefore(lab), 'findings before the fault').toEqual([]);
    await expectLoss(fault, lab, false, 'before the fault');

    await fault.inject(lab);
    // A latent fault breaks nothing yet.
    if (fault.latent !== undefined) await waitUntilHealthy(lab);
    let broken = fault.latent === undefined ? await failing(lab) : [];
    expect(broken, 'what fails with the fault').toEqual(expect.arrayContaining([...fault.breaks]));
    expect(
      broken.filter((id) => fault.keeps?.includes(id)),
      'what must not fail with the fault',
    ).toEqual([]);

    await ageDaemons(lab);
    const reading = { unread: fault.unread ?? [] };
    const result = await scan(lab, reading);
    const cause = firstRoot(result);
    const found = result.findings.map(describe).join('\n');
    expect(cause?.rule, found).toBe(fault.rule);
    if (fault.target !== undefined) expect(cause?.target.key, found).toBe(fault.target);

    for (const rule of fault.explains ?? []) {
      const causes = result.findings.filter((finding) => finding.rule === rule).map(({ causedBy }) => causedBy);
      expect(causes, `what ${rule} is folded under\n${found}`).toEqual([cause?.fingerprint]);
    }

    if (fault.latent !== undefined) {
      await fault.latent.happen(lab);
      broken = await failing(lab);
      expect(broken, `what fails after: ${fault.latent.event}`).toEqual(
        expect.arrayContaining([...fault.latent.breaks]),
      );
    }

    await expectLoss(fault, lab, true, 'with the fault');
    const runs = cause === undefined ? [] : await applyFix(lab, cause);
    await fault.undo?.(lab);
    await waitUntilHealthy(lab);
    await expectLoss(fault, lab, false, 'after the fix');
    expect(serious(await scan(lab, reading)), 'findings after the fix').toEqual([]);
    record(fault, broken, cause, runs);
  } finally {
    await lab.close();
  }
}

const before = new Map<string, Promise<readonly string[]>>();

/** Labs of one form are built alike: the first of them in a file is scanned for all. */
function findingsBefore(lab: Lab & { readonly plan?: Plan }): Promise<readonly string[]> {
  const form = JSON.stringify(lab.plan ?? [...lab.machines.keys()]);
  const known = before.get(form) ?? scan(lab).then(serious);
  before.set(form, known);
  return known;
}

export async function runHarmlessCase<L extends Lab>(oddity: HarmlessCase<L>, build: () => Promise<L>): Promise<void> {
  const lab = await build();
  try {
    await waitUntilHealthy(lab);
    await oddity.inject(lab);
    await waitUntilHealthy(lab);
    expect(serious(await scan(lab))).toEqual([]);
    row(['harmless', oddity.name, 'nothing', 'nothing at or above medium', '']);
  } finally {
    await lab.close();
  }
}

/** Where a case names a loss of its own: whether it is there, after some seconds at the latest. */
export async function expectLoss<L extends Lab>(
  { loses }: Pick<FaultCase<L>, 'loses'>,
  lab: L,
  expected: boolean,
  when: string,
  seconds = 0,
): Promise<void> {
  if (loses === undefined) return;
  const until = Date.now() + seconds * 1000;
  for (;;) {
    const lost = await loses.isLost(lab);
    if (lost === expected) return;
    if (Date.now() > until) expect(lost, `${when}: ${loses.what}`).toBe(expected);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** What was lost, for the table. */
export function lossText<L extends Lab, Form>(
  { breaks, latent, loses }: Pick<FaultCase<L, Form>, 'breaks' | 'latent' | 'loses'>,
  broken: readonly string[],
): string {
  const [first = loses?.what ?? 'nothing'] = latent?.breaks ?? breaks;
  return `${first}${broken.length > 1 ? ` and ${broken.length - 1} more` : ''}${latent === undefined ? '' : ` (after: ${latent.event})`}`;
}

export function firstRoot(result: Result): Finding | undefined {
  return result.findings.find(({ causedBy }) => causedBy === null);
}

/** Types every `run` of the fix where it says, exactly as printed. Returns what was typed. */
export async function applyFix(lab: Lab, { fix }: Finding): Promise<readonly string[]> {
  const typed: string[] = [];
  for (const step of fix) {
    if (!('run' in step)) continue;
    const end = await machine(lab, step.on).exec(['sh', '-c', step.run]);
    expect(end.code, `${step.on}: ${step.run}\n${end.stderr}`).toBe(0);
    typed.push(`${step.on}: ${step.run}`);
  }
  return typed;
}

function record<L extends Lab>(
  fault: FaultCase<L>,
  broken: readonly string[],
  cause: Finding | undefined,
  runs: readonly string[],
): void {
  const healed = [...runs.map((run) => `\`${run}\``), ...(fault.undo === undefined ? [] : ['by hand'])].join('; ');
  row([
    'fault',
    fault.name,
    lossText(fault, broken),
    `${cause?.rule} on ${cause?.target.key}${cause?.explains ? ` (+${cause.explains} folded)` : ''}`,
    healed,
  ]);
}

/** One row of the lab's table (`npm run lab:table`): kind, case, what was lost, what was found, what healed it. */
export function row(cells: readonly string[]): void {
  const file = process.env.NETLINT_LAB_TABLE;
  if (file !== undefined) appendFileSync(file, `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`);
}
