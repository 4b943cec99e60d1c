import type { Target } from '../workspace/resolver.js';
import { isToolConfig } from '../workspace/tool-config.js';
import { describeUnit, type Unit } from '../workspace/unit.js';
import { isTest } from './file-in-context.js';
import { platformPackageOf, type Finding, type ImportInContext, type ImportRule } from './rule.js';
import type { Scene } from './scene.js';

/** The shared kernel: value types that several contracts need. */
const KERNEL = 'shared';
const PACKAGES = new Set(['zod']);
const TEST_PACKAGES = new Set(['vitest']);

/**
 * A contract is the only thing others may know of a context, so it drags nothing along: `zod`, the contract vocabulary
 * and value types of other contracts, no messages of theirs. What these need themselves is their own affair.
 */
export const contractsArePure: ImportRule = {
  name: 'contracts-are-pure',
  check(subject: ImportInContext, scene: Scene): Finding | undefined {
    const { from, path, target, item } = subject;
    if (from.kind !== 'contract') return undefined;
    // Types of Node or of a test runner that the compiler adds automatically are not imported by the contract.
    if (item.form === 'tsconfig' && target.kind !== 'file') return undefined;
    // The configuration of a tool is not part of the contract, and reaches no other context.
    if (isToolConfig(path, from) && isOfTheToolChain(target)) return undefined;
    const refused = (to: string, what: string, toUnit?: Unit): Finding => ({
      to,
      toUnit,
      message: `contract '${from.name}' imports ${what}. A contract imports zod, @multilith/contract and the value types of other contracts, nothing else, not even as a type.`,
    });
    if (platformPackageOf(target) === 'contract') return undefined;
    switch (target.kind) {
      case 'builtin':
        return isTest(path) ? undefined : refused(item.specifier, `the Node module '${item.specifier}'`);
      case 'remote':
        return refused(item.specifier, 'code from an address');
      case 'npm': {
        const allowed = PACKAGES.has(target.packageName) || (isTest(path) && TEST_PACKAGES.has(target.packageName));
        return allowed ? undefined : refused(target.packageName, `the package '${target.packageName}'`);
      }
      case 'file':
      case 'not-exported': {
        const { unit } = target;
        if (!unit) return refused(item.specifier, 'a file outside the known folders');
        if (item.form === 'tsconfig' && unit.kind === 'root') return undefined;
        if (unit.folder === from.folder) return undefined;
        if (unit.kind === 'contract') return otherContract(subject, unit, scene);
        const dragged = unit.kind === 'shared' && target.kind === 'file' ? impurity(target.file, scene) : '';
        return dragged === undefined ? undefined : refused(unit.name, describeUnit(unit) + dragged, unit);
      }
      default:
        return undefined;
    }
  },
};

const isOfTheToolChain = (target: Target): boolean =>
  target.kind === 'npm' ||
  target.kind === 'builtin' ||
  (target.kind === 'file' && (target.unit?.kind === 'root' || target.unit?.kind === 'tool'));

function otherContract({ from, item, path }: ImportInContext, unit: Unit, scene: Scene): Finding | undefined {
  if (unit.name === KERNEL || isTest(path)) return undefined;
  const offered = scene.messages.get(unit.name);
  const message = item.names
    .map((name) => (name === '*' ? [...(offered?.keys() ?? [])][0] : name))
    .find((name) => name !== undefined && (offered?.has(name) || name === unit.name));
  if (message === undefined) return undefined;
  return {
    to: unit.name,
    toUnit: unit,
    message: `contract '${from.name}' imports ${message} of contract '${unit.name}'. Of other contracts it may take value types only; move what both need to the shared kernel.`,
  };
}

/** Returns the path to a forbidden transitive import of shared code; `undefined` if there is no such import. */
function impurity(file: string, scene: Scene): string | undefined {
  const seen = new Set([file]);
  const open = [{ file, path: '' }];
  for (let next = open.shift(); next; next = open.shift()) {
    for (const { item, target } of scene.fileAt(next.file)?.imports ?? []) {
      if (target.kind === 'npm' && !PACKAGES.has(target.packageName) && platformPackageOf(target) !== 'contract')
        return `, which leads to '${target.packageName}'${next.path && ` through ${next.path}`}`;
      if (target.kind === 'builtin') return `, which leads to the Node module '${item.specifier}'`;
      if (target.kind !== 'file' || seen.has(target.file)) continue;
      seen.add(target.file);
      const shown = scene.workspace.pathOf(target.file);
      open.push({ file: target.file, path: next.path ? `${next.path} → ${shown}` : shown });
    }
  }
  return undefined;
}
