import type { Bindings } from './bindings.js';
import { keyOf, nameOf, unwrap, type Node } from './syntax-tree.js';

/** Where an expression stands. */
export interface Surroundings {
  /** The nearest call or `new` whose arguments it is part of. */
  readonly call: Node | undefined;
  /** The nearest name that it is given: of a variable, a field or a property. */
  readonly name: string | undefined;
}

const NOWHERE: Surroundings = { call: undefined, name: undefined };

/** Properties whose value people read. */
const TEXT_KEY =
  /^(?:summary|description|message|messages|title|label|hint|placeholder|tooltip|help|helpText|comment|reason|subject|heading|caption|error|errorMessage|detail|details|note|deprecationReason|example|examples|usage|epilog|describe|aria-label|alt)$/;
/** Objects that people read what is given to. */
const LOGGER =
  /^[#_]?(?:console|log|logger|i18n|translate(?:Service)?|toastr?|notifier|spinner|ora|chalk)$|[lL]og(?:ger)?$/;
/** Functions whose text people read. */
const TELLS =
  /^(?:t|translate|instant|gettext|describe|it|test|suite|context|log|warn|error|debug|info|trace|fatal|verbose|reject|fail|assert|notify|toast|alert|confirm|prompt)$|(?:Error|Exception|Fault)$|^(?:Api|Http)[A-Z]\w*$/;
const READ_BY_PEOPLE =
  /^(?:@nestjs\/swagger|@nestjs\/graphql|type-graphql|class-validator|commander|yargs|nest-commander|chalk|winston|pino)/;

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
    const { call } = this.of(node);
    if (!call) return false;
    const callee = unwrap(call.callee as Node);
    const origin = this.#bindings.originOf(callee);
    if (origin && READ_BY_PEOPLE.test(origin.specifier)) return true;
    if (callee.type !== 'MemberExpression') return TELLS.test(origin?.imported ?? nameOf(callee) ?? '');
    const object = unwrap(callee.object as Node);
    const holder =
      object.type === 'MemberExpression' ? (this.#bindings.propertyName(object) ?? '') : (nameOf(object) ?? '');
    return LOGGER.test(holder) || TELLS.test(this.#bindings.propertyName(callee) ?? '');
  }

  #inside(parent: Node, key: string, outer: Surroundings): Surroundings {
    switch (parent.type) {
      case 'CallExpression':
      case 'NewExpression':
        return key === 'arguments' ? { call: parent, name: undefined } : outer;
      case 'VariableDeclarator':
        return key === 'init' ? { call: undefined, name: nameOf(parent.id) } : outer;
      case 'PropertyDefinition':
        return key === 'value' ? { call: undefined, name: nameOf(parent.key) } : outer;
      case 'Property':
        return key === 'value' ? { ...outer, name: keyOf(parent) } : outer;
      default:
        return outer;
    }
  }
}
