import ts from 'typescript';
import type { WorkspaceFiles } from '../workspace-files.js';
import { SourceEdit } from './source-edit.js';

const EVENT = 'event';

/** Adds to an event handler: `@EventsHandler(A) class … implements IEventHandler<A> { handle(event: A) … }`. */
export class EventHandlerFile {
  readonly #edit: SourceEdit;
  readonly #class: ts.ClassDeclaration;
  readonly #decorator: ts.CallExpression;

  /** @throws GeneratorError GENERATOR_LAYOUT if the class is not there or has no `@EventsHandler(…)` */
  constructor(files: WorkspaceFiles, path: string, className: string) {
    this.#edit = SourceEdit.open(files, path);
    const declared = this.#edit.source.statements
      .filter(ts.isClassDeclaration)
      .find(({ name }) => name?.text === className);
    const decorator =
      declared &&
      ts
        .getDecorators(declared)
        ?.map(({ expression }) => expression)
        .find(isEventsHandler);
    if (!declared || !decorator)
      throw this.#edit.unexpected(
        `has no class ${className} with @EventsHandler(…)`,
        'Write it so; the generator adds to it.',
      );
    this.#class = declared;
    this.#decorator = decorator;
  }

  /** Whether the handler gets events of this class. */
  handles(event: string): boolean {
    return this.#decorator.arguments.some((argument) => argument.getText() === event);
  }

  /** Lets the handler get an event as well. What it does with it is left open: it returns. */
  add(event: string, from: string): void {
    this.#edit.import(from, event);
    const last = this.#decorator.arguments.at(-1);
    if (last) this.#edit.replace(last, `${last.getText()}, ${event}`);
    for (const type of this.#handledTypes()) this.#edit.replace(type, `${type.getText()} | ${event}`);
    this.#handle(event);
    this.#edit.save();
  }

  /** The arguments of `implements IEventHandler<…>`. */
  #handledTypes(): ts.TypeNode[] {
    return (this.#class.heritageClauses ?? [])
      .flatMap(({ types }) => [...types])
      .filter(({ expression }) => expression.getText() === 'IEventHandler')
      .flatMap(({ typeArguments }) => [...(typeArguments ?? [])]);
  }

  #handle(event: string): void {
    const method = this.#class.members
      .filter(ts.isMethodDeclaration)
      .find(({ name, body }) => name.getText() === 'handle' && body);
    if (!method?.body)
      throw this.#edit.unexpected('has no method handle(event)', 'Write it as a method; the generator adds to it.');
    const [parameter] = method.parameters;
    // A handler that does not look at its event treats all alike.
    if (!parameter?.type) return;
    this.#edit.replace(parameter.type, `${parameter.type.getText()} | ${event}`);
    const destructured = ts.isIdentifier(parameter.name) ? undefined : parameter.name.getText();
    if (destructured !== undefined) this.#edit.replace(parameter.name, EVENT);
    const name = destructured === undefined ? parameter.name.getText() : EVENT;
    this.#edit.prepend(
      method.body,
      `if (${name} instanceof ${event}) {
  // What ${event} changes here.
  ${returnOf(method)}
}
${destructured === undefined ? '' : `const ${destructured} = ${name};\n`}`,
    );
  }
}

const isEventsHandler = (expression: ts.Expression): expression is ts.CallExpression =>
  ts.isCallExpression(expression) && expression.expression.getText() === 'EventsHandler';

function returnOf(method: ts.MethodDeclaration): string {
  const isAsync = method.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) ?? false;
  const isPromise = method.type?.getText().startsWith('Promise') ?? false;
  return !isAsync && isPromise ? 'return Promise.resolve();' : 'return;';
}
