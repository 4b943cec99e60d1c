import { describeUnit } from '../workspace/unit.js';
import { isTest, type Finding, type ImportInContext, type ImportRule } from './rule.js';

/** Platform packages that the code of a module may import, and where. */
const MEANT_FOR_MODULES: Readonly<Record<string, { where: string; allows: (path: string) => boolean }>> = {
  contract: { where: 'everywhere', allows: () => true },
  runtime: { where: 'in the module file (*.module.ts) only', allows: (path) => path.endsWith('.module.ts') },
  graphql: { where: 'under src/api only', allows: (path) => path.includes('/src/api/') },
  testing: { where: 'in specs only', allows: isTest },
};

/**
 * Code of a context reaches other contexts through their contracts, and the platform through the packages meant for
 * modules. The runtime stands in the module file alone, so that handlers stay plain `@nestjs/cqrs`.
 */
export const noCrossContext: ImportRule = {
  name: 'no-cross-context',
  check({ from, path, target, item }: ImportInContext): Finding | undefined {
    if (from.kind !== 'module' || (target.kind !== 'file' && target.kind !== 'not-exported')) return undefined;
    const { unit } = target;
    if (!unit)
      return {
        to: item.specifier,
        message: `module '${from.name}' imports a file outside the workspace's known folders. Move it into the module.`,
      };
    if (unit.folder === from.folder || unit.kind === 'contract') return undefined;
    const to = describeUnit(unit);
    if (unit.kind === 'module')
      return {
        to: unit.name,
        message: `module '${from.name}' imports private code of module '${unit.name}'. Send a message of @contracts/${unit.name} instead, or publish one there.`,
      };
    if (unit.kind !== 'platform')
      return {
        to: unit.name,
        message: `module '${from.name}' imports ${to}. A module imports contracts, npm packages and the platform packages meant for modules.`,
      };
    const meant = MEANT_FOR_MODULES[unit.name];
    if (meant?.allows(path)) return undefined;
    return {
      to: unit.name,
      message: meant
        ? `module '${from.name}' may import @multilith/${unit.name} ${meant.where}. Handlers stay free of it, so that they run anywhere.`
        : `${to} is not meant for modules. They import ${Object.keys(MEANT_FOR_MODULES)
            .map((name) => `@multilith/${name}`)
            .join(', ')}.`,
    };
  },
};
