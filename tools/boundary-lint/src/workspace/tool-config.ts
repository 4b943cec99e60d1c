import type { Unit } from './unit.js';

/** Tools that take their configuration from a file of code. */
const TOOLS =
  'eslint|oxlint|jest|vitest|vite|webpack|rspack|rsbuild|rollup|rolldown|tsup|tsdown|unbuild|build|esbuild|babel|swc|postcss|tailwind|windi|uno|prettier|stylelint|commitlint|lint-staged|lintstaged|codegen|graphql|playwright|cypress|karma|protractor|wdio|nightwatch|storybook|metro|next|nuxt|svelte|astro|remix|gatsby|vue|craco|typedoc|release|semantic-release|size-limit|knip|depcheck|nyc|c8|ava|mocha|stryker|nodemon|parcel|orval|openapi-ts|module-federation|drizzle|mikro-orm|typeorm|prisma|dependency-cruiser|turbo|biome|remark|markdownlint|syncpack|ncu|cz|changelog|svgr|panda|redocly|kubb|quasar|ionic|capacitor|expo|electron-vite|electron-builder|forge|contentlayer|sanity|react-router|hardhat|lerna|cucumber|jasmine|crowdin|i18next-parser|allure|happo|svgo|i18next|lingui|formatjs';
/**
 * `eslint.config.mjs`, `jest.preset.js`, `.prettierrc.cjs`, `vitest.config.e2e.ts`, `webpack.prod.js`, `karma.conf.js`,
 * `codegen.ts`, `jest.setup.ts`, `gulpfile.js`.
 */
const NAME = new RegExp(
  [
    String.raw`^\.?(?:${TOOLS})(?:[.-][\w-]+)*?[.-](?:config|conf|preset|setup|workspace|base|common|dev|prod|test|e2e|shared)(?:[.-][\w-]+)*\.[mc]?[jt]sx?$`,
    String.raw`^\.(?:${TOOLS})(?:rc)?(?:[.-][\w-]+)*\.[mc]?[jt]s$`,
    String.raw`^(?:codegen|gulpfile|Gruntfile|knexfile|ormconfig|plopfile|knip|esbuild|cucumber|config-overrides|electron\.vite\.config|setup-jest|test-setup|setupTests|ecosystem\.config|nx-.*preset|global-?(?:setup|teardown))\.[mc]?[jt]s$`,
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
  if (steps[0] === '.storybook') return true;
  return NAME.test(name) && !steps.some((step) => /^(?:src|lib|app|source)$/.test(step));
}
