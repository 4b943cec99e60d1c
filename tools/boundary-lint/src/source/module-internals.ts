import type { Bindings } from './bindings.js';
import { nameOf, unwrap, type Node } from './syntax-tree.js';

/** Parts of Node's module system that load files, or expose loaded modules, without `require`. */
const INTERNALS =
  /^(?:_extensions|_cache|_pathCache|_compile|_findPath|_initPaths|_preloadModules|runMain|load|children)$/;
/** Properties of `module` and similar objects that hold the class `Module` and its prototypes. */
const INHERITED = /^(?:constructor|prototype|__proto__)$/;

/** Whether a member expression is a part of the module system that reaches other files without naming them. */
export function isModuleInternal(node: Node, bindings: Bindings): boolean {
  const property = bindings.propertyName(node) ?? '';
  const object = unwrap(node.object as Node);
  if (property === 'cache' || property === 'extensions') return nameOf(object) === 'require';
  return INTERNALS.test(property) && isModule(object, bindings);
}

/** `module`, `Module`, `require.main`, `process.mainModule`, and their prototypes. */
function isModule(node: Node, bindings: Bindings): boolean {
  const name = nameOf(node);
  if (name === 'module' && bindings.isGlobal(name)) return true;
  if (/^(?:node:)?module$/.test(bindings.moduleOf(node) ?? '')) return true;
  if (node.type !== 'MemberExpression') return false;
  const property = bindings.propertyName(node) ?? '';
  const object = unwrap(node.object as Node);
  if (property === 'main') return nameOf(object) === 'require';
  if (property === 'mainModule') return nameOf(object) === 'process';
  if (property === 'Module') return /^(?:node:)?module$/.test(bindings.moduleOf(object) ?? '');
  return (INHERITED.test(property) || property === 'parent') && isModule(object, bindings);
}

/** Whether a file may have such a part; most do not. */
export const MODULE_INTERNAL_WORDS = String.raw`\bmodule\s*(?:\[|\??\.\s*(?:children|load|constructor|parent|hot|__proto__|_\w+))|\bmainModule\b|\brunMain\b|\barguments\b`;
