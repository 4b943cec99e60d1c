import { parseSync } from 'oxc-parser';

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

const CODE = /^[A-Z][A-Z0-9]+(?:_[A-Z0-9]+)*$/;
const CONTRACT_CODE = /^[a-z][a-z0-9-]*\.[A-Z]\w*$/;
/** Functions that take a code first, beside constructors of errors. */
const TAKES_CODE = new Set(['super', 'fault', 'contractError']);

/**
 * Every error code that a source file declares: the first argument of an error or of `contractError()`, whatever a
 * field, parameter or variable named `code` may hold, the members of a type named `…Code` or `…Failure`, and the
 * values of tables by HTTP status.
 */
export function errorCodesIn(file: string, text: string): string[] {
  const codes: string[] = [];
  visit(parseSync(file, text).program as unknown as Node, (node) => codes.push(...codesAt(node)));
  // Scripts that run before anything is installed print their code themselves.
  for (const [, code] of text.matchAll(/✗ ([A-Z]+(?:_[A-Z]+)+):/g)) codes.push(code!);
  return codes;
}

function codesAt(node: Node): string[] {
  switch (node.type) {
    case 'NewExpression':
      return nameOf(node.callee).endsWith('Error') ? firstArgument(node) : [];
    case 'CallExpression':
      return TAKES_CODE.has(nameOf(node.callee)) ? firstArgument(node) : [];
    case 'Property':
      return nameOf(node.key) === 'code' || isHttpStatus(node.key) ? literalsIn(node.value) : [];
    case 'PropertyDefinition':
    case 'TSPropertySignature':
      return nameOf(node.key) === 'code' ? [...literalsIn(node.value), ...literalsIn(node.typeAnnotation)] : [];
    case 'VariableDeclarator':
      return nameOf(node.id) === 'code' ? literalsIn(node.init) : [];
    case 'TSParameterProperty': {
      const parameter = node.parameter as Node;
      const name = nameOf(parameter.type === 'AssignmentPattern' ? parameter.left : parameter);
      return name === 'code' ? literalsIn(parameter) : [];
    }
    case 'TSTypeAliasDeclaration':
      return /(?:Code|Failure)$/.test(nameOf(node.id)) ? literalsIn(node.typeAnnotation) : [];
    default:
      return [];
  }
}

function nameOf(node: unknown): string {
  const { type, name } = (node ?? {}) as { type?: string; name?: string };
  return type === 'Super' ? 'super' : (name ?? '');
}

const isHttpStatus = (key: unknown): boolean => {
  const { value } = (key ?? {}) as { value?: unknown };
  return typeof value === 'number' && value >= 400 && value < 600;
};

function firstArgument({ arguments: given }: Node): string[] {
  const [first] = given as Node[];
  return first?.type === 'Literal' ? literalsIn(first) : [];
}

/** The codes among the literals of an expression or type; those inside functions belong to something else. */
function literalsIn(node: unknown): string[] {
  const found: string[] = [];
  visit(
    node,
    ({ type, value }) => {
      if (type === 'Literal' && typeof value === 'string' && (CODE.test(value) || CONTRACT_CODE.test(value)))
        found.push(value);
    },
    (inner) => !/Function/.test(inner.type),
  );
  return found;
}

function visit(node: unknown, each: (node: Node) => void, enters: (node: Node) => boolean = () => true): void {
  if (Array.isArray(node)) for (const item of node) visit(item, each, enters);
  else if (typeof node === 'object' && node !== null) {
    const isNode = typeof (node as Node).type === 'string';
    if (isNode && !enters(node as Node)) return;
    if (isNode) each(node as Node);
    for (const child of Object.values(node)) visit(child, each, enters);
  }
}
