import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireLab } from '../../../lab/requirements.ts';
import { modelOf, predict } from './predict.ts';
import { nativeRulesets } from './random-nft.ts';
import { iptablesRulesets, packets } from './random-rules.ts';
import type { Router, Rulesets, Seen, Sent } from './router.ts';
import { openRouter, Refused } from './router.ts';

/** More rounds by hand: NETLINT_KERNEL_ROUNDS=500 vitest run test/walk/netfilter/kernel. */
const rounds = Number(process.env['NETLINT_KERNEL_ROUNDS'] ?? 12);
const reason = requireLab();

describe.skipIf(reason !== null)(
  `the walk agrees with the kernel${reason === null ? '' : ` (skipped: ${reason})`}`,
  () => {
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
        const same = ways.find(
          ({ verdict, source, destination, port, mark, uncertain }) =>
            verdict === kernel.verdict &&
            source === kernel.source &&
            destination === kernel.destination &&
            port === kernel.port &&
            (((mark ?? 0) ^ (kernel.mark ?? 0)) & ~uncertain) === 0,
        );
        const undecided = ways.find(({ verdict }) => verdict === 'insufficient-information');
        // Nobody can see which of two chains of equal priority runs first; a ruleset in one table must be decided.
        const orderUnknown =
          (rulesets.legacy !== undefined && rulesets.iptablesNft !== undefined) ||
          rulesets.native?.includes('inet second') === true;
        if (undecided !== undefined ? orderUnknown : same !== undefined) continue;
        throw new Error(
          `${JSON.stringify(packet)}\nkernel: ${JSON.stringify(kernel)}\nwalk: ${JSON.stringify(ways, null, 1)}\n${saved.legacy}\n${saved.iptablesNft}\n${rulesets.native ?? ''}`,
        );
      }
    };

    it('random iptables rulesets, legacy, nft and both at once', { timeout: 30_000 + rounds * 3000 }, async () => {
      await fc.assert(fc.asyncProperty(iptablesRulesets, packets, agree), {
        numRuns: rounds,
        interruptAfterTimeLimit: 20_000 + rounds * 2500,
        markInterruptAsFailure: false,
      });
    });

    it('random native nftables rulesets', { timeout: 30_000 + rounds * 3000 }, async () => {
      await fc.assert(fc.asyncProperty(nativeRulesets, packets, agree), {
        numRuns: rounds,
        interruptAfterTimeLimit: 20_000 + rounds * 2500,
        markInterruptAsFailure: false,
      });
    });
  },
);
