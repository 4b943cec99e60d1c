import { defineConfig } from 'vitest/config';
import { specSettings } from '../../../vitest.config.js';

/** `npm run test:packages`: every published package, installed from tarballs outside of this repository. */
export default defineConfig({
  ...specSettings,
  test: {
    ...specSettings.test,
    include: ['tools/packaging/test/*.complete.ts'],
    // The hosts of the new workspace bring their own database.
    globalSetup: [],
    // Each step stands on those before it.
    bail: 1,
  },
});
