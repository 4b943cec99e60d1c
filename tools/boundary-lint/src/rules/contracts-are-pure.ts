import { describeUnit } from '../workspace/unit.js';
import { isTest, type Finding, type ImportInContext, type ImportRule } from './rule.js';

/** The shared kernel: value types that several contracts need. */
const SHARED = 'shared';
const PACKAGES = new Set(['zod']);
const TEST_PACKAGES = new Set(['vitest']);

/**
 * A contract is the only thing others may know of a context, so it drags nothing along: `zod`, the contract vocabulary
 * and the shared kernel. What these need themselves is their own affair.
 */
export const contractsArePure: ImportRule = {
  name: 'contracts-are-pure',
  check({ from, path, target, item }: ImportInContext): Finding | undefined {
    if (from.kind !== 'contract') return undefined;
    const refused = (to: string, what: string): Finding => ({
      to,
      message: `contract '${from.name}' imports ${what}. A contract imports zod, @multilith/contract and @contracts/shared, nothing else, not even as a type.`,
    });
    switch (target.kind) {
      case 'builtin':
        return refused(item.specifier, `the Node module '${item.specifier}'`);
      case 'npm': {
        const allowed = PACKAGES.has(target.packageName) || (isTest(path) && TEST_PACKAGES.has(target.packageName));
        return allowed ? undefined : refused(target.packageName, `the package '${target.packageName}'`);
      }
      case 'file':
      case 'not-exported': {
        const { unit } = target;
        if (!unit) return refused(item.specifier, 'a file outside the known folders');
        const own = unit.folder === from.folder;
        const vocabulary = unit.kind === 'platform' && unit.name === 'contract';
        const kernel = unit.kind === 'contract' && unit.name === SHARED;
        return own || vocabulary || kernel ? undefined : refused(unit.name, describeUnit(unit));
      }
      default:
        return undefined;
    }
  },
};
