import { defineConfig } from 'vitest/config';
import { specSettings } from '../../../../../vitest.config.js';

/** `npm run test:providers`: signs in with tokens of every identity provider that runs here. */
export default defineConfig({
  ...specSettings,
  test: { ...specSettings.test, globalSetup: [], include: ['libs/platform/edge/test/providers/*.{spec,complete}.ts'] },
});
