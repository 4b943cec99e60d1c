import { describeUnit, type Unit } from '../workspace/unit.js';
import type { Finding, ImportInContext, ImportRule } from './rule.js';

/** A package is entered by what its `exports` offer: never by a path into it, relative or absolute. */
export const publicEntry: ImportRule = {
  name: 'public-entry',
  check({ from, item, target }: ImportInContext): Finding | undefined {
    if (target.kind === 'not-exported')
      return {
        to: target.unit.name,
        message: `${item.specifier} is no entry of ${target.unit.packageName}. Import what its package.json exports.`,
      };
    if (target.kind !== 'file' || !target.unit || target.unit.folder === from.folder) return undefined;
    // A package's own specs and tools beside it may be reached from the root's configuration.
    if (from.kind === 'root' || target.unit.kind === 'root') return undefined;
    if (namesPackage(item.specifier, target.unit)) return undefined;
    return {
      to: target.unit.name,
      message: `'${item.specifier}' reaches into ${describeUnit(target.unit)} by its path. Import ${target.unit.packageName ?? 'it'} by its name.`,
    };
  },
};

function namesPackage(specifier: string, { packageName }: Unit): boolean {
  if (packageName === undefined) return false;
  const path = specifier.replace(/\?.*$/s, '');
  return path === packageName || path.startsWith(`${packageName}/`);
}
