import { defineConfig } from 'vitest/config';

const inCi = Boolean(process.env.CI);

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/property-tests.ts'],
    testTimeout: 20_000,
    // Labs send real packets with short time limits: on a machine that is busy with something else, one answer can come too late.
    retry: inCi ? 1 : 0,
  },
});
