import type { Bindings } from './bindings.js';
import { argumentsOf, type Node } from './syntax-tree.js';

/** Functions of npm packages that load the module they are given, with the place of its name among their arguments. */
const LOADING: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  esmock: { default: 0, strict: 0 },
  'import-fresh': { default: 0 },
  'import-from': { default: 1 },
  'import-meta-resolve': { resolve: 0 },
  'mock-require': { default: 0, reRequire: 0 },
  proxyquire: { default: 0, load: 0 },
  'resolve-from': { default: 1, silent: 1 },
  rewire: { default: 0 },
  testdouble: { replace: 0, replaceEsm: 0 },
  'tsx/cjs/api': { require: 0 },
  'tsx/esm/api': { tsImport: 0 },
};
/** Functions of npm packages that make a `require` for a file. */
const MAKING: Readonly<Record<string, readonly string[]>> = { jiti: ['default', 'createJiti'] };

/** Names of all these packages, for a first look at a text. */
export const LOADER_PACKAGES: readonly string[] = [...Object.keys(LOADING), ...Object.keys(MAKING)];

/** Returns the argument that names the module which a package loads; `undefined` if the call loads no module. */
export function loadedArgument(call: Node, callee: Node, bindings: Bindings): Node | undefined {
  const { specifier = '', imported = '' } = nameOfFunction(callee, bindings) ?? {};
  const argument = argumentsOf(call)[LOADING[specifier]?.[imported] ?? -1];
  // `td.replace(object, 'method')` loads nothing.
  return argument && specifier === 'testdouble' && !bindings.fold(argument) ? undefined : argument;
}

/** Whether a call gives back a `require` of a package. */
export function makesLoader(callee: Node, bindings: Bindings): boolean {
  const { specifier = '', imported = '' } = nameOfFunction(callee, bindings) ?? {};
  return MAKING[specifier]?.includes(imported) ?? false;
}

function nameOfFunction(callee: Node, bindings: Bindings): { specifier: string; imported: string } | undefined {
  const origin = bindings.originOf(callee);
  if (origin && origin.imported !== '*') return origin;
  // `const rewire = require('rewire')`: the module is the function.
  const specifier = bindings.moduleOf(callee);
  return specifier === undefined ? undefined : { specifier, imported: 'default' };
}
