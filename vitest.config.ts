import { defineConfig } from 'vitest/config';
import { Sequencer } from './test/support/sequencer.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    setupFiles: ['test/support/log.ts'],
    pool: 'forks',
    // Files clean up after themselves: loading and compiling the product anew for each of them took as long as many tests.
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Most of them wait for servers beside them; a fourth made all of them slower on two cores.
    maxWorkers: 3,
    sequence: { sequencer: Sequencer },
  },
});
