import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isFromSources } from './own-package.js';
import { compilerOf, PROGRAMS } from './programs.js';

const SPEC_SETTINGS = ['{workspaceRoot}/vitest.config.ts', '{workspaceRoot}/tsconfig.specs.json'];
/** Where the tools themselves are developed, they are built before they run. */
const builtBefore = (...projects) => (isFromSources ? [{ projects, target: 'build' }] : []);

/**
 * How Nx runs a Node program. Its own `nx:run-commands` would pass what was typed through a shell.
 *
 * @param {string} program file, relative to the workspace
 * @param {readonly string[]} args
 */
const running = (program, ...args) => ({ executor: '@multilith/nx:program', options: { program, args } });

/** The targets of a workspace. What they read and write is exact, so that a cached result can be trusted. */
export class Targets {
  #root;
  #options;
  #allCode;

  /**
   * @param {string} root folder of the workspace
   * @param {import('./plugin-options.js').PluginOptions} options
   */
  constructor(root, options) {
    this.#root = root;
    this.#options = options;
    this.#allCode = (options.code ?? ['libs', 'apps']).map((folder) => `{workspaceRoot}/${folder}/**/*`);
  }

  /**
   * The targets of a project. None of them reads other projects than those it depends on: a change would count as one of
   * every project. Programs that are not installed have no target.
   *
   * @param {string} folder of the project
   */
  ofProject(folder) {
    const typed = existsSync(join(this.#root, folder, 'tsconfig.json'));
    return {
      ...(typed && { build: this.#build(), ...this.#typecheck() }),
      ...this.#test(folder),
      ...this.#lint(),
      ...(folder.startsWith('libs/modules/') && this.#placement(['{projectName}'])),
      ...(folder.startsWith('libs/contracts/') && this.#contract()),
    };
  }

  /** The targets of the workspace as a whole: what looks at every project at once. */
  ofWorkspace() {
    const { checks, e2e } = this.#options;
    return {
      // `nx extract` without a context explains itself.
      ...this.#placement([]),
      ...this.#boundaries(),
      // A contract that was deleted has no project any more.
      ...(existsSync(join(this.#root, 'libs/contracts')) && {
        'contract-compat': this.#contractCommand('compat', '--deleted'),
      }),
      ...(checks && { checks: this.#specs(checks, ['{workspaceRoot}/**/*.md']) }),
      ...(e2e && {
        e2e: {
          ...this.#specs(e2e, ['{workspaceRoot}/docker-compose.yml']),
          dependsOn: [{ projects: '*', target: 'build' }],
        },
      }),
    };
  }

  #build() {
    return {
      ...running(
        this.#options.build ?? compilerOf(this.#root),
        ...(this.#options.build ? [] : ['-b']),
        '{projectRoot}',
      ),
      cache: true,
      dependsOn: ['^build'],
      inputs: ['production', '^production'],
      outputs: ['{projectRoot}/dist'],
      // Two compilers at once would write the projects that both refer to.
      ...(this.#options.build === undefined && { parallelism: false }),
    };
  }

  #typecheck() {
    const { typecheck } = this.#options;
    if (typecheck === undefined) return {};
    return {
      typecheck: {
        ...running(typecheck, '{projectRoot}'),
        cache: true,
        inputs: ['default', '^production', '{workspaceRoot}/tsconfig.specs.json'],
        outputs: [],
      },
    };
  }

  #test(folder) {
    if (!this.#has(PROGRAMS.vitest)) return {};
    const apart = (this.#options.e2e ?? []).some((specs) => specs.startsWith(`${folder}/`));
    return {
      test: {
        // Specs that need a whole workspace belong to `workspace:e2e`.
        ...running(PROGRAMS.vitest, 'run', '--passWithNoTests', `{projectRoot}/${apart ? 'src/' : ''}`),
        cache: true,
        inputs: ['default', '^production', ...SPEC_SETTINGS],
        outputs: [],
      },
    };
  }

  #lint() {
    if (!this.#has(PROGRAMS.oxlint)) return {};
    return {
      lint: {
        ...running(PROGRAMS.oxlint, '--deny-warnings', '{projectRoot}'),
        cache: true,
        inputs: ['default', '{workspaceRoot}/.oxlintrc.json'],
      },
    };
  }

  #boundaries() {
    return {
      boundaries: {
        ...running(PROGRAMS.boundaryLint),
        cache: true,
        dependsOn: builtBefore('boundary-lint'),
        // What a project may import depends on all the others: where a name is declared, what a contract offers.
        inputs: [...this.#everything(), '{workspaceRoot}/docs/module-graph.md'],
        outputs: [],
      },
    };
  }

  #specs(folders, more) {
    return {
      ...running(PROGRAMS.vitest, 'run', ...folders),
      cache: true,
      inputs: [...this.#everything(), ...SPEC_SETTINGS, ...more],
      outputs: [],
    };
  }

  /** `nx extract orders`, `nx inline orders` */
  #placement(context) {
    const command = (program) => ({
      executor: '@multilith/nx:program',
      options: { program, args: context, own: true },
      cache: false,
    });
    return { extract: command(PROGRAMS.extract), inline: command(PROGRAMS.inline) };
  }

  /**
   * `nx run-many -t contract`. Nothing of it is cached: a page names the consumers of a contract, which may stand anywhere,
   * and the comparison reads the history of the repository.
   */
  #contract() {
    const { build } = this.#options;
    const command = (name, ...args) => this.#contractCommand(name, '{projectRoot}', ...args);
    return {
      // It builds the contract itself, because a contract cannot be built while its lock is missing.
      contract: {
        ...command('write', ...(build ? ['--build', build] : [])),
        // Two compilers at once would write the projects that both refer to.
        ...(build === undefined && { parallelism: false }),
      },
      'contract-compat': command('compat'),
      'contract-publish': command('publish'),
    };
  }

  #contractCommand(name, ...args) {
    return {
      ...running(PROGRAMS.contract, name, ...args),
      cache: false,
      dependsOn: builtBefore('contract-tools'),
    };
  }

  #everything() {
    return [...this.#allCode, '{workspaceRoot}/*.json', '{workspaceRoot}/CODEOWNERS'];
  }

  #has(program) {
    return existsSync(join(this.#root, program));
  }
}
