import type { Files } from '../self-test/plant.js';

/** Another tool that checks boundaries. */
export interface Peer {
  readonly name: string;
  /** npm packages with their versions; the table shows the first one. */
  readonly packages: Readonly<Record<string, string>>;
  /** The configuration files that its documentation recommends for the sound workspace, with the strictest sensible rules. */
  readonly files: Files;
  /** Commands to run in the workspace, the report last. A path that begins with `node_modules/` is one of the peer. */
  readonly commands: readonly (readonly string[])[];
  /** Returns the files, relative to the workspace, that the report names. */
  readonly reported: (report: string, root: string) => readonly string[];
}

/** The languages that linters must be configured for. */
export const SOURCES = '**/*.{ts,tsx,mts,cts,js,mjs,cjs,jsx}';

/** The command for ESLint with a plugin, and the parser of its report. */
export const ESLINT: Pick<Peer, 'commands' | 'reported'> = {
  commands: [['node_modules/eslint/bin/eslint.js', '.', '--format', 'json']],
  reported: (report, root) =>
    (JSON.parse(report) as { filePath: string; errorCount: number }[])
      .filter(({ errorCount }) => errorCount > 0)
      .map(({ filePath }) => filePath.slice(root.length + 1)),
};

/** Returns an `eslint.config.mjs` with one plugin; disable comments have no effect. */
export const eslintConfig = (plugin: string, rest: string): string => `${plugin}
import parser from '@typescript-eslint/parser';
export default [{
  files: ['${SOURCES}'],
  linterOptions: { noInlineConfig: true },
  languageOptions: { parser, parserOptions: { ecmaFeatures: { jsx: true } } },
  ${rest}
}];
`;
