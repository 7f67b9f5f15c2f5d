import { afterAll, describe, it } from 'vitest';
import type { RealCase, RealOddity } from './case.ts';
import { oddities } from './cases/harmless.ts';
import { faultCases } from './cases/index.ts';
import { formName, ordinaryForm, type RealForm } from './form.ts';
import { closeClusters, takeCluster } from './pool.ts';
import { requireCluster } from './requirements.ts';
import { runRealCase, runRealOddity } from './run-case.ts';

const reason = requireCluster();
const fullReason = reason ?? requireCluster('full');
const why = (text: string | null): string => (text === null ? '' : ` (skipped: ${text})`);
/** `NETLINT_CLUSTER=all` runs everything; the ordinary tests run a small set in a few minutes. */
const all = process.env.NETLINT_CLUSTER === 'all';
const wanted = ({ smoke }: { readonly smoke?: true }): boolean => all || smoke === true;
const isFull = ({ form }: RealCase | RealOddity): boolean => form?.form === 'full';

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
describe.skipIf(reason !== null)(`a real cluster${why(reason)}`, { timeout: 180_000 }, () => {
  afterAll(closeClusters);

  for (const { smoke: _, ...form } of forms.filter(wanted))
    it(`healthy: ${formName({ ...ordinaryForm, ...form })}`, async () => {
      await takeCluster(form);
    });
  // What happens meanwhile is read through ssh, which needs root.
  const can = ({ meanwhile }: RealOddity): boolean => meanwhile === undefined || process.getuid?.() === 0;
  for (const oddity of oddities.filter((one) => wanted(one) && !isFull(one) && can(one)))
    it(oddity.name, () => runRealOddity(oddity));
  for (const fault of faultCases.filter((one) => wanted(one) && !isFull(one)))
    it(`${fault.name}: ${fault.rule}`, () => runRealCase(fault));
});

// Coming up is proven by live-full.test.ts in the small set.
describe.skipIf(fullReason !== null || !all).for(all ? ['with kubelets'] : [])(
  `a real cluster %s${why(fullReason)}`,
  { timeout: 300_000 },
  () => {
    afterAll(closeClusters);

    for (const oddity of oddities.filter(isFull)) it(oddity.name, () => runRealOddity(oddity));
    for (const fault of faultCases.filter(isFull)) it(`${fault.name}: ${fault.rule}`, () => runRealCase(fault));
  },
);
