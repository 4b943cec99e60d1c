import { posix } from 'node:path';
import type { ParsedSource } from '../source/parsed-source.js';
import { argumentsOf, literalOf, nameOf, propertyOf, visit, type Node } from '../source/syntax-tree.js';

/** A message as an importer knows it. */
export interface OfferedMessage {
  readonly name: string;
  readonly version: number;
  readonly kind: 'command' | 'query' | 'event';
  /** The context it belongs to. */
  readonly context: string;
}

/** A class with `@EventsHandler(…)`. */
export interface HandlerClass {
  readonly className: string;
  readonly events: readonly OfferedMessage[];
}

/** A call `subscription('name', { handler, start })`. */
export interface SubscriptionCall {
  readonly name: string;
  readonly start: 'beginning' | 'now' | undefined;
  /** Name of the handler's class where it is declared. */
  readonly handler: string;
  /** File that the class is imported from, from the workspace root; `undefined` for the same file or a package. */
  readonly file: string | undefined;
}

/** The uses of contract messages in a file. */
export interface Uses {
  /** Messages whose class the code names as a value: requests that it sends, events that it looks at. */
  readonly messages: readonly OfferedMessage[];
  readonly handlers: readonly HandlerClass[];
  readonly subscriptions: readonly SubscriptionCall[];
}

/** Decorators that make a class the handler of a request: it answers the message and is not its consumer. */
const REQUEST_HANDLERS = new Set(['CommandHandler', 'QueryHandler']);

/**
 * Reads what a file does with messages.
 *
 * @param path of the file, from the workspace root
 * @param offered returns the message behind an imported name
 */
export function usesIn(
  source: ParsedSource,
  path: string,
  offered: (specifier: string, imported: string) => OfferedMessage | undefined,
): Uses {
  const messageOf = (node: Node | undefined): OfferedMessage | undefined => {
    const direct = source.imports.get(nameOf(node) ?? '');
    if (direct) return offered(direct.specifier, direct.imported);
    if (node?.type !== 'MemberExpression') return undefined;
    const space = source.imports.get(nameOf(node.object) ?? '');
    return space?.imported === '*' ? offered(space.specifier, nameOf(node.property) ?? '') : undefined;
  };
  const messages = new Map<string, OfferedMessage>();
  const handlers: HandlerClass[] = [];
  const subscriptions: SubscriptionCall[] = [];
  const handled = new Set<Node>();
  visit(source.program, (node, parent, key) => {
    if (node.type === 'ClassDeclaration' || node.type === 'ClassExpression') {
      const events: OfferedMessage[] = [];
      for (const { expression } of (node.decorators as { expression: Node }[] | undefined) ?? []) {
        const decorator = importedName(source, expression.callee as Node | undefined);
        if (decorator !== 'EventsHandler' && !REQUEST_HANDLERS.has(decorator ?? '')) continue;
        const [first, ...rest] = argumentsOf(expression);
        for (const argument of decorator === 'EventsHandler' ? [first, ...rest] : [first]) {
          if (argument) handled.add(argument);
          const event = messageOf(argument);
          if (event && decorator === 'EventsHandler') events.push(event);
        }
      }
      if (events.length > 0) handlers.push({ className: nameOf(node.id) ?? 'default', events });
    }
    if (node.type === 'CallExpression' && importedName(source, node.callee as Node) === 'subscription') {
      const call = subscriptionCall(source, path, node);
      if (call) subscriptions.push(call);
    }
    if (handled.has(node) || !isValue(node, parent, key)) return;
    const message = messageOf(node);
    if (message) messages.set(`${message.name} ${message.version}`, message);
  });
  // An event in a handler without a subscription here: the file still reads it.
  for (const { events } of handlers) for (const event of events) messages.set(`${event.name} ${event.version}`, event);
  return { messages: [...messages.values()], handlers, subscriptions };
}

/** The name under which the other file exports what is called here. */
function importedName(source: ParsedSource, callee: Node | undefined): string | undefined {
  const name = nameOf(callee);
  return name === undefined ? undefined : (source.imports.get(name)?.imported ?? name);
}

const NO_VALUE =
  /^(?:Import|Export)|^TS(?:TypeReference|QualifiedName|TypeQuery|ClassImplements|InterfaceHeritage|ImportType)/;

/** Whether a node is used as a value, not as a type, an import or the name of a property. */
function isValue(node: Node, parent: Node | undefined, key: string): boolean {
  if (node.type !== 'Identifier' && node.type !== 'MemberExpression') return false;
  if (!parent || NO_VALUE.test(parent.type)) return false;
  if (parent.type === 'MemberExpression') return key === 'object';
  return !(parent.type === 'Property' && key === 'key' && parent.computed !== true && parent.shorthand !== true);
}

function subscriptionCall(source: ParsedSource, path: string, call: Node): SubscriptionCall | undefined {
  const [name, options] = argumentsOf(call);
  const handler = nameOf(propertyOf(options, 'handler'));
  if (handler === undefined) return undefined;
  const imported = source.imports.get(handler);
  const start = literalOf(propertyOf(options, 'start'));
  return {
    name: textOf(source, name),
    start: start === 'beginning' || start === 'now' ? start : undefined,
    handler: imported?.imported ?? handler,
    file: imported?.specifier.startsWith('.')
      ? posix.join(posix.dirname(path), imported.specifier.replace(/\.js$/, '.ts'))
      : undefined,
  };
}

/** A text, or a constant of the file that holds one. */
function textOf(source: ParsedSource, node: Node | undefined): string {
  const value = literalOf(node) ?? literalOf(source.declarations.get(nameOf(node) ?? '')?.node);
  return typeof value === 'string' ? value : '(computed)';
}
