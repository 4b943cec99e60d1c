import { isToolConfig } from '../workspace/tool-config.js';
import { describeUnit, type Unit } from '../workspace/unit.js';
import { isTest, unitOf } from './file-in-context.js';
import { platformPackageOf, type Finding, type ImportInContext, type ImportRule } from './rule.js';
import type { Scene } from './scene.js';

/** Platform packages that the code of a module may import, and where. */
const MEANT_FOR_MODULES: Readonly<
  Record<string, { where: string; allows: (path: string, house: boolean) => boolean }>
> = {
  contract: { where: 'everywhere', allows: () => true },
  runtime: { where: 'in the module file (*.module.ts) only', allows: (path) => path.endsWith('.module.ts') },
  graphql: {
    where: 'under src/api only',
    // Another layout need not have a folder `src` in every context.
    allows: (path, house) => path.includes(house ? '/src/api/' : '/api/'),
  },
  testing: { where: 'in specs only', allows: isTest },
};

/**
 * Code of a context reaches other contexts through the contracts it declares, and the platform through the packages
 * meant for modules. The runtime stands in the module file alone, so that handlers stay plain `@nestjs/cqrs`.
 */
export const noCrossContext: ImportRule = {
  name: 'no-cross-context',
  check(subject: ImportInContext, scene: Scene): Finding | undefined {
    const { from, target, item, path } = subject;
    if (from.kind !== 'module') return undefined;
    if (target.kind === 'remote')
      return {
        to: item.specifier,
        message: `module '${from.name}' loads code from a URL, which cannot be checked. Put it into a file of the module.`,
      };
    const platform = platformPackageOf(target);
    if (platform !== undefined) return unmeantPlatform(subject, platform);
    if (target.kind !== 'file' && target.kind !== 'not-exported') return undefined;
    const { unit } = target;
    if (!unit)
      return {
        to: item.specifier,
        message: `module '${from.name}' imports a file outside the workspace's known folders. Move it into the module.`,
      };
    if (unit.folder === from.folder || unit.kind === 'shared') return undefined;
    // A tsconfig references packages that must be built first; the imports of those packages are checked there.
    if (item.form === 'tsconfig' && (unit.kind === 'contract' || unit.kind === 'platform' || unit.kind === 'root'))
      return undefined;
    // Nx, Jest and ESLint have the configuration of each project extend the one at the root.
    if ((unit.kind === 'root' || unit.kind === 'tool') && isToolConfig(path, from)) return undefined;
    const finding = (message: string): Finding => ({ to: unit.name, toUnit: unit, message });
    if (unit.kind === 'contract' && target.kind === 'not-exported') return undefined;
    if (unit.kind === 'contract') return undeclaredContract(subject, unit, scene);
    if (unit.kind === 'module')
      return {
        ...finding(
          `module '${from.name}' imports private code of module '${unit.name}'. Reach it by messages of ${nameOfContract(unit, scene)} alone.`,
        ),
        wanted: item.names,
        declaredIn: target.kind === 'file' ? target.file : undefined,
      };
    return finding(
      `module '${from.name}' imports ${describeUnit(unit)}. A module imports contracts, npm packages and the platform packages meant for modules.`,
    );
  },
};

/** A platform package that is not meant for modules, or not for this file. */
function unmeantPlatform({ from, path, target, item }: ImportInContext, name: string): Finding | undefined {
  const unit = unitOf(target);
  if (item.form === 'tsconfig') return undefined;
  const meant = Object.hasOwn(MEANT_FOR_MODULES, name) ? MEANT_FOR_MODULES[name] : undefined;
  if (meant?.allows(path, from.house)) return undefined;
  return {
    to: name,
    toUnit: unit,
    message: meant
      ? `module '${from.name}' may import @multilith/${name} ${meant.where}. Handlers stay free of it, so that they run anywhere.`
      : `platform package '${name}' is not meant for modules. They import ${Object.keys(MEANT_FOR_MODULES)
          .map((other) => `@multilith/${other}`)
          .join(', ')}.`,
  };
}

/** Whether a module may know a contract: it calls the context or subscribes to its events. `declared-use` checks the calls. */
function undeclaredContract({ from, path, item }: ImportInContext, unit: Unit, scene: Scene): Finding | undefined {
  if (unit.name === from.name || isTest(path) || item.form === 'mock') return undefined;
  if (
    scene
      .dealingsOf(from)
      .some(({ declared, sent, heard }) => [declared, sent, heard].some((known) => known.has(unit.name)))
  )
    return undefined;
  if (scene.offered(unit.name, 'command', 'query', 'event').length === 0) return undefined;
  return {
    to: unit.name,
    toUnit: unit,
    mayStay: true,
    message: `module '${from.name}' imports the contract of '${unit.name}', which it neither uses nor subscribes to. List use(${unit.name}, …) in the module file if it calls it; else keep a type of its own.`,
  };
}

const nameOfContract = (unit: Unit, { workspace }: Scene): string =>
  workspace.contractOf(unit.name)?.packageName ?? `the contract of '${unit.name}'`;
