import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireLab } from '../../../lab/requirements.ts';
import { modelOf, predict } from './predict.ts';
import { iptablesRulesets, packets } from './random-rules.ts';
import { nativeRulesets } from './random-nft.ts';
import { Refused, openRouter } from './router.ts';
import type { Router, Rulesets, Seen, Sent } from './router.ts';

/** More rounds by hand: NETLINT_KERNEL_ROUNDS=500 vitest run test/walk/netfilter/kernel. */
const rounds = Number(process.env['NETLINT_KERNEL_ROUNDS'] ?? 12);
const reason = requireLab();

describe.skipIf(reason !== null)(`the walk agrees with the kernel${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  let router: Router;
  beforeAll(async () => {
    router = await openRouter();
  }, 60_000);
  afterAll(() => router?.close());

  const agree = async (rulesets: Rulesets, sent: readonly Sent[]): Promise<void> => {
    const { saved, seen } = await router.run(rulesets, sent).catch((error: unknown) => {
      if (process.env['NETLINT_KERNEL_DEBUG']) process.stderr.write(`${String(error).slice(0, 2500)}\n`);
      fc.pre(!(error instanceof Refused));
      throw error;
    });
    const { model, notUnderstood } = modelOf(saved);
    expect(notUnderstood).toEqual([]);
    for (const [i, packet] of sent.entries()) {
      const kernel = seen[i] as Seen;
      const ways = predict(model, packet);
      const same = ways.find(({ verdict, source, destination, port, mark }) =>
        verdict === kernel.verdict && source === kernel.source && destination === kernel.destination && port === kernel.port && mark === kernel.mark);
      // Nobody can see which of two nat chains of equal priority runs first; everything else must be known.
      const unknowable = ways.some(({ verdict, why }) => verdict === 'insufficient-information' && why.includes('equal priority'));
      if (same === undefined && !unknowable) {
        throw new Error(`${JSON.stringify(packet)}\nkernel: ${JSON.stringify(kernel)}\nwalk: ${JSON.stringify(ways, null, 1)}\n${saved.legacy}\n${saved.iptablesNft}\n${rulesets.native ?? ''}`);
      }
      if (ways.some(({ verdict, why }) => verdict === 'insufficient-information' && !why.includes('equal priority'))) throw new Error(`not decided: ${JSON.stringify(ways)}`);
    }
  };

  it('random iptables rulesets, legacy, nft and both at once', { timeout: 30_000 + rounds * 3000 }, async () => {
    await fc.assert(fc.asyncProperty(iptablesRulesets, packets, agree), { numRuns: rounds, interruptAfterTimeLimit: 20_000 + rounds * 2500, markInterruptAsFailure: false });
  });

  it('random native nftables rulesets', { timeout: 30_000 + rounds * 3000 }, async () => {
    await fc.assert(fc.asyncProperty(nativeRulesets, packets, agree), { numRuns: rounds, interruptAfterTimeLimit: 20_000 + rounds * 2500, markInterruptAsFailure: false });
  });
});
