import { unitOf } from './file-in-context.js';
import type { Finding, ImportInContext, ImportRule } from './rule.js';

/**
 * The edge loads `src/api` of a module even where the module itself runs elsewhere, so that folder must not drag the
 * module along: it reaches its own context by the contract, like everybody else.
 */
export const apiUsesContractsOnly: ImportRule = {
  name: 'api-uses-contracts-only',
  within: true,
  check({ from, path, target, item }: ImportInContext): Finding | undefined {
    if (from.kind !== 'module' || !from.house || !path.startsWith(`${from.folder}/src/api/`)) return undefined;
    if (unitOf(target)?.folder !== from.folder) return undefined;
    if (target.kind === 'file' && target.file.includes(`/${from.folder}/src/api/`)) return undefined;
    return {
      to: from.name,
      toUnit: from,
      wanted: item.names,
      declaredIn: target.kind === 'file' ? target.file : undefined,
      message: `the API of '${from.name}' imports code of its own module. Send a message of @contracts/${from.name}: the API also runs where the module does not.`,
    };
  },
};
