import { defineConfig } from 'vitest/config';
import { specSettings } from '../../../vitest.config.js';

/** `npm run test:generators`: every generator through Nx, and every check of `npm test` on what they write. */
export default defineConfig({
  ...specSettings,
  test: { ...specSettings.test, include: ['tools/nx-plugin/test/*.complete.ts'] },
});
