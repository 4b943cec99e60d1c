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
