import type { Peer } from '../peer.js';

export const dependencyCruiser: Peer = {
  name: 'dependency-cruiser',
  packages: { 'dependency-cruiser': '18.7.2', typescript: '5.9.3' },
  files: {
    '.dependency-cruiser.cjs': `module.exports = {
  forbidden: [
    {
      name: 'no-cross-context', severity: 'error',
      from: { path: '^libs/modules/([^/]+)/' },
      to: { path: '^libs/modules/([^/]+)/', pathNot: '^libs/modules/$1/' },
    },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    moduleSystems: ['amd', 'cjs', 'es6', 'tsd'],
    tsPreCompilationDeps: true,
    detectJSDocImports: true,
    detectProcessBuiltinModuleCalls: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['@multilith/source', 'types', 'import', 'require'] },
  },
};
`,
  },
  commands: [
    [
      'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
      '--config',
      '.dependency-cruiser.cjs',
      '--output-type',
      'json',
      'libs',
      'apps',
    ],
  ],
  reported: (report) =>
    (JSON.parse(report) as { summary: { violations: { from: string }[] } }).summary.violations.map(({ from }) => from),
};
