import type { Peer } from '../peer.js';

const others = (own: string, other: string): object => ({
  files: [`libs/modules/${own}/**`],
  rules: {
    'no-restricted-imports': [
      'error',
      { patterns: [{ regex: `^@modules/${other}(/|$)|^\\.{1,2}/(.*/)?${other}(/|$)|(^|/)modules/${other}(/|$)` }] },
    ],
  },
});

export const oxlint: Peer = {
  name: 'oxlint',
  packages: { oxlint: '1.94.0' },
  files: {
    '.oxlintrc.json': JSON.stringify({
      plugins: ['import', 'typescript'],
      categories: { correctness: 'off' },
      overrides: [others('orders', 'catalog'), others('catalog', 'orders')],
    }),
  },
  commands: [['node_modules/oxlint/bin/oxlint', '--format', 'json']],
  reported: (report) =>
    (JSON.parse(report) as { diagnostics: { filename: string }[] }).diagnostics.map(({ filename }) =>
      filename.replace(/^\.\//, ''),
    ),
};
