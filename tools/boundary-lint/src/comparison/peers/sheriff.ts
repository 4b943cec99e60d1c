import { ESLINT, eslintConfig, type Peer } from '../peer.js';

export const sheriff: Peer = {
  name: 'Sheriff',
  packages: {
    '@softarc/eslint-plugin-sheriff': '0.19.6',
    '@softarc/sheriff-core': '0.19.6',
    eslint: '9.39.5',
    '@typescript-eslint/parser': '8.73.0',
    typescript: '5.9.3',
  },
  files: {
    'sheriff.config.ts': `import { sameTag, type SheriffConfig } from '@softarc/sheriff-core';
export const config: SheriffConfig = {
  modules: {
    'libs/modules/<context>/src': 'context:<context>',
    'libs/modules/<context>/src/api': 'context:<context>',
    'libs/contracts/<context>/src': 'contract',
    'libs/platform/<name>/src': 'platform',
    'apps/<name>/src': 'app',
  },
  depRules: {
    'context:*': [sameTag, 'contract', 'platform'],
    contract: ['contract', 'platform'],
    platform: ['platform'],
    app: ['context:*', 'contract', 'platform'],
    root: [],
  },
};
`,
    'eslint.config.mjs': eslintConfig(
      `import sheriff from '@softarc/eslint-plugin-sheriff';`,
      `ignores: ['sheriff.config.ts'],
  plugins: { '@softarc/sheriff': sheriff },
  rules: { '@softarc/sheriff/dependency-rule': 'error', '@softarc/sheriff/encapsulation': 'error' },`,
    ),
  },
  ...ESLINT,
};
