import ts from 'typescript';
import { GeneratorError } from '../generator-error.js';
import { readText, type WorkspaceFiles } from '../workspace-files.js';

/**
 * Edits of a TypeScript file, at places found in its syntax tree. Everything else stays byte for byte; commas and line
 * breaks are left to the formatter.
 *
 * @example
 * const edit = SourceEdit.open(files, 'libs/modules/orders/src/orders.module.ts');
 * edit.import('./hold-order.handler.js', 'HoldOrderHandler');
 * edit.append(edit.arrayIn(decorator, 'providers'), 'HoldOrderHandler');
 * edit.save();
 */
export class SourceEdit {
  readonly source: ts.SourceFile;
  readonly #edits: { readonly at: number; readonly until: number; readonly text: string }[] = [];

  private constructor(
    private readonly files: WorkspaceFiles,
    readonly path: string,
  ) {
    this.source = ts.createSourceFile(path, readText(files, path), ts.ScriptTarget.Latest, true);
  }

  static open(files: WorkspaceFiles, path: string): SourceEdit {
    return new SourceEdit(files, path);
  }

  /** Imports a name, next to what comes from the same module or else where its module belongs by name. */
  import(from: string, name: string): void {
    const imports = this.source.statements.filter(ts.isImportDeclaration);
    const same = imports.find((each) => moduleOf(each) === from && !each.importClause?.phaseModifier);
    const names = same?.importClause?.namedBindings;
    if (names && ts.isNamedImports(names)) {
      if (names.elements.some((element) => element.name.text === name)) return;
      const next = names.elements.find((element) => element.name.text > name);
      if (next) this.#insert(next.getStart(), `${name}, `);
      else this.#addTo(names, names.elements, name);
      return;
    }
    const alike = imports.filter((each) => isRelative(moduleOf(each)) === isRelative(from));
    const before =
      alike.findLast((each) => moduleOf(each) <= from) ?? (alike.length === 0 ? imports.at(-1) : undefined);
    const line = `import { ${name} } from '${from}';`;
    if (before) this.#insert(before.getEnd(), `\n${line}`);
    else this.#insert((alike[0] ?? imports[0])?.getStart() ?? 0, `${line}\n`);
  }

  /** Removes the import of a name. */
  removeImport(name: string): void {
    for (const declaration of this.source.statements.filter(ts.isImportDeclaration)) {
      const names = declaration.importClause?.namedBindings;
      if (!names || !ts.isNamedImports(names)) continue;
      const { elements } = names;
      const index = elements.findIndex((each) => each.name.text === name);
      if (index < 0) continue;
      const isOnly = elements.length === 1 && !declaration.importClause?.name;
      const from: ts.Node = isOnly ? declaration : elements[index]!;
      const next = elements[index + 1];
      const until = isOnly ? declaration.end : (next?.getFullStart() ?? elements.end);
      this.#edits.push({ at: from.getFullStart(), until, text: '' });
    }
  }

  /**
   * Passes a name on, after the last export of the same form.
   *
   * @param after a name whose export it follows instead, if that is passed on as well
   */
  exportFrom(from: string, name: string, after?: string): void {
    const exports = this.source.statements.filter(ts.isExportDeclaration);
    const last =
      exports.find((each) => after !== undefined && namesOf(each).includes(after)) ??
      exports.findLast((each) => each.moduleSpecifier !== undefined) ??
      this.source.statements.at(-1);
    this.#insert(last?.getEnd() ?? this.source.getEnd(), `\nexport { ${name} } from '${from}';`);
  }

  /** Adds an element to the end of an array. */
  append(array: ts.ArrayLiteralExpression, element: string): void {
    this.#addTo(array, array.elements, element);
  }

  /** Adds a property to the start of an object. */
  prependProperty(object: ts.ObjectLiteralExpression, name: string, value: string): void {
    const text = property(name, value);
    const [first] = object.properties;
    if (first) this.#insert(first.getFullStart(), `\n${text},`);
    else this.#addTo(object, object.properties, text);
  }

  /** Removes a property of an object with its comment. */
  removeProperty(object: ts.ObjectLiteralExpression, name: string): void {
    const index = object.properties.findIndex((each) => each.name?.getText() === name);
    if (index < 0) return;
    const next = object.properties[index + 1];
    const until = next ? next.getFullStart() : object.properties.end;
    this.#edits.push({ at: object.properties[index]!.getFullStart(), until, text: '' });
  }

  /** Adds a property to the end of an object. */
  appendProperty(object: ts.ObjectLiteralExpression, name: string, value: string): void {
    this.#addTo(object, object.properties, property(name, value));
  }

  /** Adds a property to the end of an object, or where its name belongs if the others are in order. */
  addProperty(object: ts.ObjectLiteralExpression, name: string, value: string): void {
    const text = property(name, value);
    const names = object.properties.map((each) => (each.name && 'text' in each.name ? each.name.text : ''));
    const inOrder = names.every((each, i) => i === 0 || names[i - 1]! <= each);
    const next = inOrder ? names.findIndex((each) => each > name) : -1;
    if (next > 0) this.#insert(object.properties[next - 1]!.getEnd(), `,\n${text}`);
    else if (next === 0) this.#insert(object.properties[0]!.getStart(), `${text},\n`);
    else this.#addTo(object, object.properties, text);
  }

  /** The object's property of a name that is an array written out. */
  arrayIn(object: ts.ObjectLiteralExpression, name: string): ts.ArrayLiteralExpression | undefined {
    const value = valueOf(object, name);
    return value && ts.isArrayLiteralExpression(value) ? value : undefined;
  }

  /** The object's property of a name that is an object written out. */
  objectIn(object: ts.ObjectLiteralExpression, name: string): ts.ObjectLiteralExpression | undefined {
    const value = valueOf(object, name);
    return value && ts.isObjectLiteralExpression(value) ? value : undefined;
  }

  /** Returns the first call of a callee, written as `contract` or `ContextModule.forFeature`. */
  findCall(callee: string): ts.CallExpression | undefined {
    const find = (node: ts.Node): ts.CallExpression | undefined =>
      ts.isCallExpression(node) && node.expression.getText() === callee ? node : ts.forEachChild(node, find);
    return find(this.source);
  }

  /** Replaces the text of a node. */
  replace(node: ts.Node, text: string): void {
    this.#edits.push({ at: node.getStart(), until: node.getEnd(), text });
  }

  /** Puts statements in front of those of a block. */
  prepend(block: ts.Block, statements: string): void {
    this.#insert(block.getStart() + 1, `\n${statements}`);
  }

  /** The file that a name is imported from, as the import says it. */
  importedFrom(name: string): string | undefined {
    const declaration = this.source.statements.filter(ts.isImportDeclaration).find(({ importClause }) => {
      const names = importClause?.namedBindings;
      return names && ts.isNamedImports(names) && names.elements.some((element) => element.name.text === name);
    });
    return declaration && moduleOf(declaration);
  }

  /** Says what the file should look like. */
  unexpected(problem: string, remedy: string): GeneratorError {
    return new GeneratorError('GENERATOR_LAYOUT', `${this.path} ${problem}.`, remedy);
  }

  save(): void {
    let text = this.source.text;
    // From the end to the start, so that positions stay true; of several at one place the first comes first.
    for (const edit of this.#edits.toReversed().sort((a, b) => b.at - a.at))
      text = text.slice(0, edit.at) + edit.text + text.slice(edit.until);
    this.files.write(this.path, text);
  }

  #addTo(list: ts.Node, elements: ts.NodeArray<ts.Node>, text: string): void {
    const last = elements.at(-1);
    if (last) this.#insert(last.getEnd(), `, ${text}`);
    else this.#insert(list.getStart() + 1, text);
  }

  #insert(at: number, text: string): void {
    this.#edits.push({ at, until: at, text });
  }
}

const property = (name: string, value: string): string => `${/^\w+$/.test(name) ? name : `'${name}'`}: ${value}`;

const moduleOf = (declaration: ts.ImportDeclaration): string =>
  ts.isStringLiteral(declaration.moduleSpecifier) ? declaration.moduleSpecifier.text : '';

const namesOf = ({ exportClause }: ts.ExportDeclaration): string[] =>
  exportClause && ts.isNamedExports(exportClause) ? exportClause.elements.map(({ name }) => name.text) : [];

const isRelative = (specifier: string): boolean => specifier.startsWith('.');

function valueOf(object: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  const property = object.properties.find((each) => each.name?.getText() === name);
  return property && ts.isPropertyAssignment(property) ? property.initializer : undefined;
}
