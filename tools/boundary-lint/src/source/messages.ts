import type { Bindings } from './bindings.js';
import type { Message, Use } from './source-file.js';
import { argumentsOf, nameOf, propertyOf, type Node } from './syntax-tree.js';

const KINDS = new Set(['command', 'query', 'event', 'contractError']);

/** The message that a class declares: `class PlaceOrder extends command('orders.PlaceOrder', …)`. */
export function messageAt(node: Node, bindings: Bindings): Message | undefined {
  if (node.type !== 'ClassDeclaration' && node.type !== 'ClassExpression') return undefined;
  const base = node.superClass as Node | null;
  if (base?.type !== 'CallExpression') return undefined;
  const kind = vocabularyOf(base.callee as Node, bindings);
  if (kind === undefined || !KINDS.has(kind)) return undefined;
  return {
    kind: kind as Message['kind'],
    className: nameOf(node.id) ?? 'default',
    wireName: bindings.foldOne(argumentsOf(base)[0]),
  };
}

/** The context that a call lists: `use(catalog, { whenUnavailable: 'fail' })`. */
export function useAt(node: Node, bindings: Bindings): Use | undefined {
  if (node.type !== 'CallExpression' || vocabularyOf(node.callee as Node, bindings) !== 'use') return undefined;
  const [contract, options] = argumentsOf(node);
  if (!contract) return undefined;
  // The compiler checks options that are built in another place.
  const written = options === undefined || nameOf(options) === 'undefined' || options.type === 'ObjectExpression';
  const spread = ((options?.properties as Node[] | undefined) ?? []).some(({ type }) => type === 'SpreadElement');
  return {
    specifier: bindings.originOf(contract)?.specifier,
    decides: !written || spread || propertyOf(options, 'whenUnavailable') !== undefined,
    start: node.start,
  };
}

/** The name under which the platform exports a function, whatever it is called here. */
function vocabularyOf(callee: Node, bindings: Bindings): string | undefined {
  const origin = bindings.originOf(callee);
  if (origin) return origin.specifier.startsWith('.') ? nameOf(callee) : origin.imported;
  return nameOf(callee);
}
