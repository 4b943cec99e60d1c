import type { Unit } from './unit.js';

/** Tools that take their configuration from a file of code. */
const TOOLS =
  'eslint|oxlint|jest|vitest|vite|webpack|rspack|rsbuild|rollup|rolldown|tsup|tsdown|unbuild|build|esbuild|babel|swc|postcss|tailwind|windi|uno|prettier|stylelint|commitlint|lint-staged|lintstaged|codegen|graphql|playwright|cypress|karma|protractor|wdio|nightwatch|storybook|metro|next|nuxt|svelte|astro|remix|gatsby|vue|craco|typedoc|release|semantic-release|size-limit|knip|depcheck|nyc|c8|ava|mocha|stryker|nodemon|parcel|orval|openapi-ts|module-federation|env|svgo|i18next|lingui|formatjs';
/**
 * `eslint.config.mjs`, `jest.preset.js`, `.prettierrc.cjs`, `vitest.config.e2e.ts`, `webpack.prod.js`, `karma.conf.js`,
 * `codegen.ts`, `jest.setup.ts`, `gulpfile.js`.
 */
const NAME = new RegExp(
  [
    String.raw`^\.?(?:${TOOLS})(?:[.-][\w-]+)*?[.-](?:config|conf|preset|setup|workspace|base|common|dev|prod|test|e2e|shared)(?:[.-][\w-]+)*\.[mc]?[jt]sx?$`,
    String.raw`^\.(?:${TOOLS})(?:rc)?\.[mc]?[jt]s$`,
    String.raw`^(?:codegen|gulpfile|Gruntfile|ecosystem\.config|nx-.*preset|global-?(?:setup|teardown))\.[mc]?[jt]s$`,
  ].join('|'),
  'i',
);

/**
 * Whether a file configures a tool for its package: by its name, and because it stands beside the package's sources, not
 * among them. The tool runs it; no code of the package does.
 */
export function isToolConfig(path: string, { folder }: Unit): boolean {
  const inside = folder === '' ? path : path.slice(folder.length + 1);
  const steps = inside.split('/');
  const name = steps.pop()!;
  return NAME.test(name) && !steps.some((step) => /^(?:src|lib|app|source)$/.test(step));
}
