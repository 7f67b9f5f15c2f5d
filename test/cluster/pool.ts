import { expect } from 'vitest';
import { scan, serious } from '../lab/scan.ts';
import { waitUntilHealthy } from '../lab/traffic.ts';
import { formName, ordinaryForm, type RealForm } from './form.ts';
import { buildRealCluster, type RealCluster } from './real-cluster.ts';

let kept: { readonly form: string; readonly cluster: RealCluster } | null = null;

/** A healthy cluster of a form, checked by traffic and scan when it was made. At most one is kept: cases of a form should follow each other. */
export async function takeCluster(
  form: Partial<RealForm>,
): Promise<{ readonly cluster: RealCluster; readonly drop: () => Promise<void> }> {
  const name = formName({ ...ordinaryForm, ...form });
  if (kept?.form !== name) {
    await closeClusters();
    kept = { form: name, cluster: await buildRealCluster(form) };
    try {
      await waitUntilHealthy(kept.cluster);
      expect(serious(await scan(kept.cluster)), 'findings in a new cluster').toEqual([]);
    } catch (error) {
      await closeClusters();
      throw error;
    }
  }
  return { cluster: kept.cluster, drop: closeClusters };
}

export async function closeClusters(): Promise<void> {
  const old = kept;
  kept = null;
  await old?.cluster.close();
}
