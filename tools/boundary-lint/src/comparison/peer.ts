import type { Files } from '../self-test/plant.js';

/** Another tool that watches boundaries. */
export interface Peer {
  readonly name: string;
  /** npm packages with their versions; the first is the one that the table names. */
  readonly packages: Readonly<Record<string, string>>;
  /** What its documentation tells people to write into the sound workspace, as strict as that has sense. */
  readonly files: Files;
  /** Commands to run in the workspace, the report last. A path that begins with `node_modules/` is one of the peer. */
  readonly commands: readonly (readonly string[])[];
  /** Files, relative to the workspace, that the report complains about. */
  readonly reported: (report: string, root: string) => readonly string[];
}

/** The languages that linters have to be told about. */
export const SOURCES = '**/*.{ts,tsx,mts,cts,js,mjs,cjs,jsx}';

/** How ESLint is run for every plugin, and what its report says. */
export const ESLINT: Pick<Peer, 'commands' | 'reported'> = {
  commands: [['node_modules/eslint/bin/eslint.js', '.', '--format', 'json']],
  reported: (report, root) =>
    (JSON.parse(report) as { filePath: string; errorCount: number }[])
      .filter(({ errorCount }) => errorCount > 0)
      .map(({ filePath }) => filePath.slice(root.length + 1)),
};

/** `eslint.config.mjs` with one plugin; comments in a file switch nothing off. */
export const eslintConfig = (plugin: string, rest: string): string => `${plugin}
import parser from '@typescript-eslint/parser';
export default [{
  files: ['${SOURCES}'],
  linterOptions: { noInlineConfig: true },
  languageOptions: { parser, parserOptions: { ecmaFeatures: { jsx: true } } },
  ${rest}
}];
`;
