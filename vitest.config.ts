import { defineConfig } from 'vitest/config';

const inCi = Boolean(process.env.CI);
const cluster = ['test/cluster/**/*.test.ts'];
const proof = process.env.NETLINT_CLUSTER === 'all' ? ['test/cluster/**/*.proof.ts'] : [];

export default defineConfig({
  test: {
    setupFiles: ['test/support/property-tests.ts'],
    testTimeout: 20_000,
    // Labs send real packets with short time limits: on a machine that is busy with something else, one answer can come too late.
    retry: inCi ? 1 : 0,
    projects: [
      {
        extends: true,
        test: { name: 'netlint', include: ['test/**/*.test.ts'], exclude: cluster, sequence: { groupOrder: 0 } },
      },
      {
        // A real cluster keeps a small machine busy: after everything else, and one at a time.
        extends: true,
        test: { name: 'cluster', include: [...cluster, ...proof], maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
