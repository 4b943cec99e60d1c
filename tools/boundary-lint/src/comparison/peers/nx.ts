import { SOUND } from '../../self-test/sound-workspace.js';
import { ESLINT, eslintConfig, type Peer } from '../peer.js';

/** Every project tagged with its kind, modules also with their context, as Nx recommends. */
const tagged = Object.fromEntries(
  Object.entries(SOUND)
    .filter(([path]) => path.endsWith('/package.json'))
    .map(([path, text]) => {
      const [, kind, name] = /^(?:libs\/)?(\w+?)s?\/([^/]+)/.exec(path)!;
      const tags = [`type:${kind}`, ...(kind === 'module' ? [`context:${name}`] : [])];
      return [path, JSON.stringify({ ...(JSON.parse(text) as object), nx: { tags } })];
    }),
);

export const nx: Peer = {
  name: '@nx/enforce-module-boundaries',
  packages: {
    '@nx/eslint-plugin': '23.2.1',
    nx: '23.2.1',
    '@nx/js': '23.2.1',
    eslint: '9.39.5',
    '@typescript-eslint/parser': '8.73.0',
    typescript: '5.9.3',
  },
  files: {
    ...tagged,
    'nx.json': '{ "neverConnectToCloud": true, "analytics": false }',
    'eslint.config.mjs': eslintConfig(
      `import nx from '@nx/eslint-plugin';`,
      `plugins: { '@nx': nx },
  rules: { '@nx/enforce-module-boundaries': ['error', {
    enforceBuildableLibDependency: true,
    checkNestedExternalImports: true,
    depConstraints: [
      ...['orders', 'catalog'].map((name) => ({
        sourceTag: 'context:' + name,
        onlyDependOnLibsWithTags: ['context:' + name, 'type:contract', 'type:platform'],
      })),
      { sourceTag: 'type:contract', onlyDependOnLibsWithTags: ['type:contract', 'type:platform'] },
      { sourceTag: 'type:platform', onlyDependOnLibsWithTags: ['type:platform'] },
      { sourceTag: 'type:app', onlyDependOnLibsWithTags: ['*'] },
    ],
  }] },`,
    ),
  },
  // The rule reads the project graph, which Nx caches after the first request.
  commands: [['node_modules/nx/dist/bin/nx.js', 'show', 'projects'], ...ESLINT.commands],
  reported: ESLINT.reported,
};
