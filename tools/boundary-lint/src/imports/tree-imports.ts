import type { Import, ImportForm } from './import.js';
import { visit, type Node } from './syntax-tree.js';

const MOCKS = new Set([
  'mock',
  'unmock',
  'doMock',
  'doUnmock',
  'dontMock',
  'requireActual',
  'requireMock',
  'importActual',
  'importMock',
  'setMock',
  'createMockFromModule',
  'genMockFromModule',
]);

/** The imports that only the syntax tree shows: `require`, import types, `import x = require()`, mocks and the like. */
export function importsInTree(program: object): Import[] {
  const found: Import[] = [];
  visit(program as Node, (node) => {
    const seen = importIn(node);
    if (seen) found.push(seen);
  });
  return found;
}

function importIn(node: Node): Import | undefined {
  switch (node.type) {
    case 'TSImportType':
      return made('import-type', node.source ?? node.argument, true);
    case 'TSExternalModuleReference':
      return made('import-equals', node.expression, false);
    case 'TSModuleDeclaration':
      return isString(node.id) ? made('augmentation', node.id, true) : undefined;
    case 'CallExpression':
      return callIn(node);
    default:
      return undefined;
  }
}

function callIn(node: Node): Import | undefined {
  const form = callForm(node.callee as Node);
  return form && made(form, (node.arguments as Node[])[0], false);
}

function callForm(callee: Node): ImportForm | undefined {
  const path = memberPath(callee);
  if (path === 'require' || path === 'require.resolve' || path === 'module.require') return 'require';
  if (path === 'import.meta.resolve') return 'import-meta-resolve';
  const [object, member] = path?.split('.') ?? [];
  return (object === 'vi' || object === 'jest') && MOCKS.has(member ?? '') ? 'mock' : undefined;
}

function memberPath(node: Node | undefined): string | undefined {
  if (node?.type === 'Identifier') return node.name as string;
  if (node?.type === 'MetaProperty') return 'import.meta';
  if (node?.type === 'ChainExpression') return memberPath(node.expression as Node);
  if (node?.type !== 'MemberExpression' || node.computed) return undefined;
  const object = memberPath(node.object as Node);
  return object && `${object}.${(node.property as { name: string }).name}`;
}

function made(form: ImportForm, specifier: unknown, typeOnly: boolean): Import | undefined {
  const node = specifier as Node | undefined;
  if (!node) return undefined;
  return { form, specifier: constantOf(node), typeOnly, names: ['*'], start: node.start };
}

function constantOf(node: Node): string | undefined {
  if (isString(node)) return node.value as string;
  if (node.type === 'TSLiteralType') return constantOf(node.literal as Node);
  // vi.mock(import('./x')) names the file inside
  if (node.type === 'ImportExpression') return constantOf(node.source as Node);
  if (node.type !== 'TemplateLiteral' || (node.expressions as unknown[]).length > 0) return undefined;
  return (node.quasis as { value: { cooked: string } }[])[0]?.value.cooked;
}

const isString = (node: unknown): boolean =>
  (node as Node | undefined)?.type === 'Literal' && typeof (node as Node).value === 'string';
