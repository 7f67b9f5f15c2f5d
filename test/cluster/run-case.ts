import { expect } from 'vitest';
import type { Finding, Result } from '../../src/evaluate/types.ts';
import { machine } from '../lab/lab.ts';
import { ageDaemons } from '../lab/old-daemons.ts';
import { expectLoss, firstRoot, lossText, row } from '../lab/run-case.ts';
import { describe, scan, serious } from '../lab/scan.ts';
import { failing, waitUntilHealthy } from '../lab/traffic.ts';
import type { RealCase, RealOddity } from './case.ts';
import { scanLive } from './live-scan.ts';
import { takeCluster } from './pool.ts';
import type { RealCluster } from './real-cluster.ts';

/**
 * One fault, from healthy to healthy, among real daemons: the fault is put in and traffic fails; netlint names the cause before all else; its
 * fix, typed as printed, heals traffic and scan. Clusters are kept from case to case: each case leaves a clean one, or none.
 */
export async function runRealCase(fault: RealCase): Promise<void> {
  await withCluster(fault, async (cluster) => {
    if (fault.calm === true) await untilCalm(cluster);
    await expectLoss(fault, cluster, false, 'before the fault');
    await fault.inject(cluster);
    if (fault.latent !== undefined) await waitUntilHealthy(cluster);
    let broken = fault.latent === undefined ? await untilFailing(cluster, fault.breaks) : [];
    expect(
      broken.filter((id) => fault.keeps?.includes(id)),
      'what must not fail with the fault',
    ).toEqual([]);

    const young = cluster.form.minutes > 0 ? await ageDaemons(cluster) : null;
    const result = await scan(cluster);
    await young?.();
    const cause = expectCause(result, fault);

    if (fault.latent !== undefined) {
      await fault.latent.happen(cluster);
      broken = await untilFailing(cluster, fault.latent.breaks);
    }

    await expectLoss(fault, cluster, true, 'with the fault', 10);

    const typed = await applyFix(cluster, cause);
    await fault.undo?.(cluster);
    await cluster.pods.settle();
    await waitUntilHealthy(cluster, fault.healsWithin ?? 20);
    await expectLoss(fault, cluster, false, 'after the fix', 20);
    await expectNothingFound(cluster, 'findings after the fix');

    row([
      'fault',
      fault.name,
      lossText(fault, broken),
      `${cause.rule} on ${cause.target.key}${cause.explains ? ` (+${cause.explains} folded)` : ''}`,
      [...typed.map((run) => `\`${run}\``), ...(fault.undo === undefined ? [] : ['by hand'])].join('; '),
    ]);
  });
}

export async function runRealOddity(oddity: RealOddity): Promise<void> {
  await withCluster(oddity, async (cluster) => {
    await oddity.inject(cluster);
    await cluster.pods.settle();
    await waitUntilHealthy(cluster);
    const end = oddity.meanwhile?.(cluster);
    try {
      if (end === undefined) await expectNothingFound(cluster, 'findings');
      // What moves is only seen by who reads the API before and after the nodes.
      else for (let n = 0; n < 3; n += 1) expect(serious(await scanLive(cluster)), 'findings meanwhile').toEqual([]);
    } finally {
      await end?.();
    }
    await oddity.undo?.(cluster);
    await cluster.pods.settle();
    await waitUntilHealthy(cluster);
    row(['harmless', oddity.name, 'nothing', 'nothing at or above medium', '']);
  });
}

async function withCluster(
  { form = {}, last }: Pick<RealCase, 'form' | 'last'>,
  work: (cluster: RealCluster) => Promise<void>,
): Promise<void> {
  const { cluster, drop } = await takeCluster(form);
  try {
    await work(cluster);
    if (last === true) await drop();
  } catch (error) {
    await drop();
    throw error;
  }
}

function expectCause(result: Result, fault: RealCase): Finding {
  const cause = firstRoot(result);
  const unknown = result.unknown.filter(({ rule }) => rule === fault.rule);
  const said = [
    ...result.findings.map(describe),
    ...unknown.map(({ target, reason }) => `unknown ${target}: ${reason}`),
  ];
  expect(cause?.rule, `the first root; said was:\n${said.join('\n')}`).toBe(fault.rule);
  if (cause === undefined) throw new Error('no finding');
  if (fault.target !== undefined) expect(cause.target.key, said.join('\n')).toBe(fault.target);
  for (const rule of fault.explains ?? []) {
    const causes = new Set(result.findings.filter((finding) => finding.rule === rule).map(({ causedBy }) => causedBy));
    expect([...causes], `what ${rule} is folded under\n${said.join('\n')}`).toEqual([cause.fingerprint]);
  }
  return cause;
}

async function untilCalm(cluster: RealCluster): Promise<void> {
  await Promise.all(
    [...cluster.machines.values()].map((one) =>
      one.sh('while s=$(ps -o etimes= -C kube-proxy); [ -n "$s" ] && [ $s -le 31 ]; do sleep 1; done'),
    ),
  );
}

/** Daemons act on what they see within a second or two. */
async function untilFailing(cluster: RealCluster, wanted: readonly string[], seconds = 10): Promise<readonly string[]> {
  const until = Date.now() + seconds * 1000;
  for (;;) {
    const broken = await failing(cluster);
    if (wanted.every((id) => broken.includes(id))) return broken;
    if (Date.now() > until) expect(broken, 'what fails with the fault').toEqual(expect.arrayContaining([...wanted]));
  }
}

/** What was just mended may still be under way: a finding counts once it stays. */
async function expectNothingFound(cluster: RealCluster, what: string, seconds = 12): Promise<void> {
  const until = Date.now() + seconds * 1000;
  for (;;) {
    const found = serious(await scan(cluster));
    if (found.length === 0) return;
    if (Date.now() > until) expect(found, what).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

/** Types every `run` of the fix where it says; `kubectl` is typed where an administrator sits. Returns what was typed. */
async function applyFix(cluster: RealCluster, { fix }: Finding): Promise<readonly string[]> {
  const typed: string[] = [];
  for (const step of fix) {
    if (!('run' in step)) continue;
    const argv = ['sh', '-c', step.run];
    const end = await (step.run.startsWith('kubectl ') ? cluster.outside(argv) : machine(cluster, step.on).exec(argv));
    expect(end.code, `${step.on}: ${step.run}\n${end.stderr}`).toBe(0);
    typed.push(`${step.on}: ${step.run}`);
  }
  return typed;
}
