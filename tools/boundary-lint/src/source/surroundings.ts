import type { Bindings } from './bindings.js';
import { keyOf, nameOf, unwrap, type Node } from './syntax-tree.js';

/** Where an expression stands. */
export interface Surroundings {
  /** The nearest call or `new` whose arguments it is part of. */
  readonly call: Node | undefined;
  /** The nearest name that it is given: of a variable, a field or a property. */
  readonly name: string | undefined;
  /** Whether it is shown, or what a call that is thrown is given. */
  readonly told?: boolean;
  /** Whether it is thrown. */
  readonly thrown?: boolean;
  /** Whether it stands in a class of errors. */
  readonly inError?: boolean;
  /** Whether it stands under a name of what people read: `messages`, `DELETE_LABEL`, `en`. */
  readonly inTexts?: boolean;
}

const NOWHERE: Surroundings = { call: undefined, name: undefined };

/** Properties whose value people read. */
const TEXT_KEY =
  /^(?:summary|description|message|messages|title|label|hint|placeholder|tooltip|help|helpText|comment|reason|subject|heading|caption|error|errorMessage|detail|details|note|deprecationReason|example|examples|usage|epilog|describe|aria-label|alt)$/;
/** Names of variables and fields that hold what people read. */
const TEXT_NAME =
  /^(?:en|de|fr|es|it|nl|pt|ru|zh|ja|i18n|strings|texts)$|(?:message|label|title|description|hint|help|usage|summary|tooltip|placeholder|caption|heading|example|helpText|translation|locale)s?$/i;
/** Names of what is SQL wherever it stands. */
const SQL_NAME = /sql|query|queries|statement/i;
/** Objects that people read what is given to. */
const LOGGER =
  /^[#_]?(?:console|log|logger|i18n|translate(?:Service)?|toastr?|notifier|notifications?|snackBar|spinner|ora|chalk|span|tracer|stdout|stderr)$|[lL]og(?:ger)?$/;
/** Functions whose text people read. */
const TELLS =
  /^(?:t|translate|instant|gettext|describe|it|test|suite|context|Given|When|Then|log|warn|error|debug|info|trace|fatal|verbose|reject|fail|assert|invariant|createError|createHttpError|notify|toast|alert|confirm|prompt|description|summary|usage|option|argument|addHelpText|epilogue?|includes|startsWith|endsWith|RegExp)$|(?:Error|Exception|Fault)$|^(?:Api|Http)[A-Z]\w*$|^(?:get|query|find)(?:All)?By(?:Text|Role|Title|TestId|AltText|DisplayValue|Label\w*|Placeholder\w*)$|^to(?:Be|Equal|StrictEqual|Throw\w*|Contain\w*|Match\w*)$/;
const READ_BY_PEOPLE =
  /^(?:@nestjs\/swagger|@nestjs\/graphql|type-graphql|class-validator|commander|yargs|nest-commander|chalk|winston|pino|zod|yup|joi|inquirer|@inquirer\/)/;

/** Remembers for every node what it is part of; nodes have to be met parents first. */
export class SurroundingsReader {
  readonly #bindings: Bindings;
  readonly #known = new WeakMap<Node, Surroundings>();

  constructor(bindings: Bindings) {
    this.#bindings = bindings;
  }

  /** @param key of the parent under which the node stands */
  meet(node: Node, parent: Node | undefined, key: string): void {
    if (!parent) return;
    const outer = this.#known.get(parent) ?? NOWHERE;
    const inner = this.#inside(parent, key, outer);
    if (inner !== NOWHERE) this.#known.set(node, inner);
  }

  of(node: Node): Surroundings {
    return this.#known.get(node) ?? NOWHERE;
  }

  /** Whether a text is for people: of an error, a log, a translation, the documentation of an API. */
  isReadByPeople(node: Node, parent: Node | undefined, key: string): boolean {
    if (parent?.type === 'JSXAttribute' || parent?.type === 'JSXExpressionContainer') return true;
    if (parent?.type === 'Property' && key === 'value' && TEXT_KEY.test(keyOf(parent) ?? '')) return true;
    const { call, told, thrown } = this.of(node);
    if (told === true || thrown === true) return true;
    if (!call) return false;
    const callee = unwrap(call.callee as Node);
    const origin = this.#bindings.originOf(callee);
    if (origin && READ_BY_PEOPLE.test(origin.specifier)) return true;
    // `it.each([…])('delete from …')`
    if (callee.type === 'CallExpression' && TELLS.test(nameOf(chained(callee)) ?? '')) return true;
    if (callee.type !== 'MemberExpression') return TELLS.test(origin?.imported ?? nameOf(callee) ?? '');
    const object = unwrap(callee.object as Node);
    const begin = chained(callee);
    const first = nameOf(begin);
    const begun =
      this.#bindings.originOf(begin) ??
      (first === undefined ? [] : this.#bindings.valuesOf(first)).map((value) =>
        this.#bindings.originOf(chained(value)),
      )[0];
    // `program.command('rm').description(…)`, `z.string().min(1, …)`, `it.skip(…)`
    if ((begun && READ_BY_PEOPLE.test(begun.specifier)) || /^(?:describe|it|test|suite)$/.test(first ?? ''))
      return true;
    const holder =
      object.type === 'MemberExpression' ? (this.#bindings.propertyName(object) ?? '') : (nameOf(object) ?? '');
    return LOGGER.test(holder) || TELLS.test(this.#bindings.propertyName(callee) ?? '');
  }

  #inside(parent: Node, key: string, outer: Surroundings): Surroundings {
    switch (parent.type) {
      case 'CallExpression':
      case 'NewExpression':
        if (key !== 'arguments') return outer;
        return { call: parent, name: undefined, told: outer.thrown === true || isSuperOfError(parent, outer) };
      case 'ThrowStatement':
        return { ...NOWHERE, thrown: true };
      case 'JSXAttribute':
        return { ...NOWHERE, told: true };
      case 'ClassDeclaration':
      case 'ClassExpression':
        if (key !== 'body') return outer;
        return /(?:Error|Exception|Fault)$/.test(nameOf(parent.superClass) ?? '')
          ? { ...NOWHERE, inError: true }
          : NOWHERE;
      case 'VariableDeclarator':
        return key === 'init' ? named(nameOf(parent.id)) : outer;
      case 'PropertyDefinition':
        return key === 'value' ? named(nameOf(parent.key)) : outer;
      case 'Property': {
        const name = keyOf(parent);
        return key === 'value'
          ? { ...outer, name, inTexts: (outer.inTexts ?? false) && !SQL_NAME.test(name ?? '') }
          : outer;
      }
      default:
        return outer;
    }
  }
}

/** `super('…')` of an error. */
const isSuperOfError = (call: Node, { inError }: Surroundings): boolean =>
  inError === true && (call.callee as Node).type === 'Super';

/** What is given a name of its own. */
const named = (name: string | undefined): Surroundings => ({
  call: undefined,
  name,
  inTexts: TEXT_NAME.test(name ?? '') && !SQL_NAME.test(name ?? ''),
});

/** What a chain of calls and members begins with: `z` of `z.string().min(1)`. */
function chained(expression: Node): Node {
  let node = unwrap(expression);
  while (/^(?:Call|New|Member)Expression$/.test(node.type)) node = unwrap((node.object ?? node.callee) as Node);
  return node;
}
