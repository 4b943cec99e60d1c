import { parseSync } from 'oxc-parser';
import { Bindings } from './bindings.js';
import { Loaders } from './loaders.js';
import { visit, type Node } from './syntax-tree.js';

/** What code in a string imports; `undefined` stands for an import that is computed there. */
export function readEvaluated(code: string): (string | undefined)[] {
  if (!/import|require/.test(code)) return [];
  const parsed = parseSync('evaluated.cjs', code);
  // What does not parse would not run either, but nobody can say what it was meant to load.
  if (parsed.errors.length > 0) {
    const module = parseSync('evaluated.mjs', code);
    if (module.errors.length > 0) return [undefined];
    return importsOf(module.program as unknown as Node);
  }
  return importsOf(parsed.program as unknown as Node);
}

function importsOf(program: Node): (string | undefined)[] {
  const bindings = new Bindings(program);
  const loaders = new Loaders(bindings);
  const found: (string | undefined)[] = [];
  visit(program, (node, parent, key) => {
    if (node.type === 'ImportExpression') found.push(...(bindings.fold(node.source as Node) ?? [undefined]));
    else if (/^(?:Import|ExportAll|ExportNamed)Declaration$/.test(node.type) && node.source)
      found.push((node.source as Node).value as string);
    else found.push(...loaders.importsAt(node, parent, key).map(({ specifier }) => specifier));
  });
  return found;
}
