import { defineConfig } from 'vitest/config';
import { specSettings } from '../../../../vitest.config.js';

/** `npm run test:split`: the shop on real processes under every placement, with everything that can end killed. */
export default defineConfig({
  ...specSettings,
  test: {
    ...specSettings.test,
    include: ['apps/monolith/test/split/*.scenario.ts'],
    // A shop of nine processes needs the machine for itself.
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 300_000,
  },
});
