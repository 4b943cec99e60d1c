import { ESLINT, eslintConfig, type Peer } from '../peer.js';

export const eslintPluginBoundaries: Peer = {
  name: 'eslint-plugin-boundaries',
  packages: {
    'eslint-plugin-boundaries': '7.2.0',
    eslint: '10.15.0',
    '@typescript-eslint/parser': '8.73.0',
    'eslint-import-resolver-typescript': '4.4.5',
    typescript: '5.9.3',
  },
  files: {
    'eslint.config.mjs': eslintConfig(
      `import boundaries from 'eslint-plugin-boundaries';`,
      `plugins: { boundaries },
  settings: {
    'import/resolver': { typescript: { alwaysTryTypes: true, project: './tsconfig.json' } },
    'boundaries/dependency-nodes': ['require', 'import', 'dynamic-import', 'export'],
    'boundaries/elements': [
      { type: 'module', pattern: 'libs/modules/*', capture: ['context'] },
      { type: 'contract', pattern: 'libs/contracts/*', capture: ['context'] },
      { type: 'platform', pattern: 'libs/platform/*', capture: ['name'] },
      { type: 'app', pattern: 'apps/*', capture: ['name'] },
    ],
  },
  rules: {
    'boundaries/dependencies': ['error', {
      default: 'disallow',
      checkUnknownLocals: true,
      policies: [
        { from: { element: { type: 'module' } }, allow: { to: { element: { types: { anyOf: ['contract', 'platform'] } } } } },
        { from: { element: { type: 'contract' } }, allow: { to: { element: { types: { anyOf: ['contract', 'platform'] } } } } },
        { from: { element: { type: 'platform' } }, allow: { to: { element: { type: 'platform' } } } },
        { from: { element: { type: 'app' } }, allow: { to: { element: { types: { anyOf: ['module', 'contract', 'platform'] } } } } },
      ],
    }],
    'boundaries/no-unknown-dependencies': 'error',
    'boundaries/no-ignored-dependencies': 'error',
  },`,
    ),
  },
  ...ESLINT,
};
