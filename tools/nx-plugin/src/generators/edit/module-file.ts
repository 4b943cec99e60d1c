import ts from 'typescript';
import { moduleFolder } from '../names/context-name.js';
import type { WorkspaceFiles } from '../workspace-files.js';
import { SourceEdit } from './source-edit.js';

/** Adds to the Nest module of a context: `@Module({ imports: [ContextModule.forFeature({ … })], providers: […] })`. */
export class ModuleFile {
  readonly #edit: SourceEdit;

  /** @param path of the file; default: the module of the context itself */
  constructor(files: WorkspaceFiles, context: string, path = `${moduleFolder(context)}/src/${context}.module.ts`) {
    this.#edit = SourceEdit.open(files, path);
  }

  /** Imports a class from a path that begins at the module file. */
  addProvider(name: string, from: string): void {
    this.#edit.import(from, name);
    this.#addTo(this.#module(), 'providers', name);
  }

  addSubscription(call: string): void {
    this.#edit.import('@multilith/runtime', 'subscription');
    this.#addTo(this.#context(), 'subscriptions', call);
  }

  /** The class that handles a subscription, and its file as the module imports it. */
  handlerOf(subscription: string): { readonly name: string; readonly from: string } | undefined {
    const declared = this.#edit
      .arrayIn(this.#context(), 'subscriptions')
      ?.elements.find(
        (each): each is ts.CallExpression =>
          ts.isCallExpression(each) &&
          each.arguments.some((argument) => ts.isStringLiteralLike(argument) && argument.text === subscription),
      );
    if (!declared) return undefined;
    const options = declared.arguments.find(ts.isObjectLiteralExpression);
    const handler = options?.properties.find((each) => each.name?.getText() === 'handler');
    const name = handler && ts.isPropertyAssignment(handler) ? handler.initializer.getText() : '';
    const from = this.#edit.importedFrom(name);
    if (from !== undefined) return { name, from };
    throw this.#edit.unexpected(
      `does not import the handler of subscription '${subscription}' by name`,
      `Write subscription('${subscription}', { handler: SomeHandler, … }) with an imported class.`,
    );
  }

  addEntity(name: string, from: string): void {
    this.#edit.import(from, name);
    this.#addTo(this.#persistence(), 'entities', name);
  }

  addMigration(name: string, from: string): void {
    this.#edit.import(from, name);
    this.#addTo(this.#persistence(), 'migrations', name);
  }

  save(): void {
    this.#edit.save();
  }

  #module(): ts.ObjectLiteralExpression {
    return this.#argumentOf('Module', '@Module({ … })');
  }

  #context(): ts.ObjectLiteralExpression {
    return this.#argumentOf('ContextModule.forFeature', 'ContextModule.forFeature({ … })');
  }

  #persistence(): ts.ObjectLiteralExpression {
    const persistence = this.#edit.objectIn(this.#context(), 'persistence');
    if (persistence) return persistence;
    throw this.#edit.unexpected(
      'keeps nothing, so there is nowhere to remember how far a subscription has come',
      'Add persistence: { entities: [], migrations: [] } to its ContextModule.forFeature.',
    );
  }

  #argumentOf(callee: string, form: string): ts.ObjectLiteralExpression {
    const argument = this.#edit.findCall(callee)?.arguments[0];
    if (argument && ts.isObjectLiteralExpression(argument)) return argument;
    throw this.#edit.unexpected(`has no ${form} with the object written out`, 'Write it so; the generator adds to it.');
  }

  #addTo(object: ts.ObjectLiteralExpression, name: string, element: string): void {
    const array = this.#edit.arrayIn(object, name);
    if (array) this.#edit.append(array, element);
    else if (object.properties.some((each) => each.name?.getText() === name))
      throw this.#edit.unexpected(
        `does not write out ${name}: […]`,
        `Make ${name} an array; the generator adds to it.`,
      );
    else this.#edit.addProperty(object, name, `[${element}]`);
  }
}
