import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ended } from '../lab/sandbox.ts';
import { closeClusters, takeCluster } from './pool.ts';
import type { RealCluster } from './real-cluster.ts';
import { requireCluster } from './requirements.ts';

/** Eight minutes: vitest.config.ts takes it up with `NETLINT_CLUSTER=all` only. */
const reason = requireCluster('full');
const bin = new URL('../../bin/netlint.js', import.meta.url).pathname;
const ROUNDS = 20;

describe.skipIf(reason !== null)(
  `scans through pods that are ended at any moment${reason === null ? '' : ` (skipped: ${reason})`}`,
  { timeout: 900_000 },
  () => {
    let cluster: RealCluster;
    const image = ['--image', 'localhost/busybox:1'];
    const netlint = (...args: readonly string[]): Promise<Ended> => cluster.outside([process.execPath, bin, ...args]);
    /** Up to seven seconds: from before the first request to after the last node. */
    const scanUntil = (signal: string): Promise<Ended> =>
      cluster.outside([
        ...['timeout', '--foreground', '-s', signal, (0.4 + Math.random() * 6.6).toFixed(2)],
        ...[process.execPath, bin, 'scan', ...image],
      ]);
    const inCluster = async (): Promise<string> =>
      (
        await cluster.kubectl('get', 'jobs,pods', '-A', '-l', 'app.kubernetes.io/managed-by=netlint', '-o', 'name')
      ).trim();
    const onNodes = async (): Promise<string> => {
      const script = `ls -d /tmp/netlint.* /run/netlint.* /var/lib/kubelet/pods/*/volumes/*/work/netlint.* 2>/dev/null || :; pgrep -fa 'netlint-log|sh -s -- --budget' | grep -v pgrep || :`;
      const said = await Promise.all([...cluster.machines.values()].map((machine) => machine.sh(script)));
      return said.join('').trim();
    };

    beforeAll(async () => {
      ({ cluster } = await takeCluster({ form: 'full' }));
    }, 240_000);
    afterAll(closeClusters);

    it(`${ROUNDS} times by SIGINT: nothing is left when netlint has ended`, async () => {
      for (let round = 0; round < ROUNDS; round++) {
        const { stderr } = await scanUntil('INT');
        expect(stderr).not.toContain('a bug in netlint');
        expect(await inCluster(), stderr).toBe('');
        await expect.poll(onNodes, { timeout: 15_000 }).toBe('');
      }
    });

    it(`${ROUNDS} times by SIGKILL: "netlint cleanup" leaves nothing`, async () => {
      for (let round = 0; round < ROUNDS; round++) {
        await scanUntil('KILL');
        const { code, stderr } = await netlint('cleanup');
        expect(code, stderr).toBe(0);
        expect(await inCluster()).toBe('');
        await expect.poll(onNodes, { timeout: 15_000 }).toBe('');
      }
    });

    it('by SIGKILL, and nobody clears up: it goes by itself within four minutes', async () => {
      await cluster.outside(['timeout', '-s', 'KILL', '4', process.execPath, bin, 'scan', ...image]);
      await expect.poll(inCluster, { timeout: 240_000, interval: 5000 }).toBe('');
      expect(await onNodes()).toBe('');
    });
  },
);
