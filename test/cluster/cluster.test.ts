import { afterAll, describe, it } from 'vitest';
import { oddities } from './cases/harmless.ts';
import { faultCases } from './cases/index.ts';
import { formName, ordinaryForm, type RealForm } from './form.ts';
import { closeClusters, takeCluster } from './pool.ts';
import { requireCluster } from './requirements.ts';
import { runRealCase, runRealOddity } from './run-case.ts';

const reason = requireCluster();
const why = reason === null ? '' : ` (skipped: ${reason})`;
/** `NETLINT_CLUSTER=all` runs everything; the ordinary tests run a small set in a few minutes. */
const all = process.env.NETLINT_CLUSTER === 'all';
const wanted = ({ smoke }: { readonly smoke?: true }): boolean => all || smoke === true;

const forms: readonly (Partial<RealForm> & { readonly smoke?: true })[] = [
  { minutes: 0, smoke: true },
  { smoke: true },
  { proxy: 'nftables', flannelNft: true, smoke: true },
  { backend: 'host-gw', smoke: true },
  { backend: 'udp' },
  { proxy: 'nftables' },
  { flannelNft: true },
];

// In one file and one after another: every cluster keeps both cores of a small machine busy.
describe.skipIf(reason !== null)(`a real cluster${why}`, { timeout: 180_000 }, () => {
  afterAll(closeClusters);

  for (const { smoke: _, ...form } of forms.filter(wanted))
    it(`healthy: ${formName({ ...ordinaryForm, ...form })}`, async () => {
      await takeCluster(form);
    });
  for (const oddity of oddities.filter(wanted)) it(oddity.name, () => runRealOddity(oddity));
  for (const fault of faultCases.filter(wanted)) it(`${fault.name}: ${fault.rule}`, () => runRealCase(fault));
});
