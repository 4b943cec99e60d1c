import { posix } from 'node:path';
import ts from 'typescript';
import { GeneratorError } from '../generator-error.js';
import type { ContractSources } from './contract-sources.js';
import { Imports } from './imports.js';
import { referencesIn } from './references.js';

/**
 * Gathers the code that the class of a message needs, so that a file with it does not depend on later changes of the
 * contract: schemas and functions of the contract are copied; errors, which are classes, and what comes from
 * other packages are imported.
 */
export class NeededCode {
  readonly imports: Imports;
  readonly #copied = new Map<string, string>();
  /** Files that copied names come from. */
  readonly #origins = new Map<string, string>();
  readonly #files = new Map<string, ts.SourceFile>();

  /**
   * @param path of the file with the class
   * @param folder of the file that the code is for
   * @param naming returns what is put behind the schema of a constant
   */
  constructor(
    private readonly sources: ContractSources,
    private readonly path: string,
    folder: string,
    private readonly naming: (name: string) => string,
  ) {
    this.imports = new Imports(folder);
  }

  /** The copied declarations, each behind those that it needs. */
  get declarations(): readonly string[] {
    return [...this.#copied.values()];
  }

  /**
   * Gathers what a node needs.
   *
   * @param path of the file that the node is in
   * @throws GeneratorError GENERATOR_LAYOUT if it needs a class of the message's file: a copy would be another class
   */
  add(node: ts.Node, path = this.path): void {
    for (const { name, isType } of referencesIn(node)) this.#need(path, name, isType);
  }

  #need(path: string, name: string, isType: boolean): void {
    const declaration = declared(this.#file(path), name, isType);
    if (declaration && ts.isClassDeclaration(declaration)) {
      if (path !== this.path) return this.imports.add(path.replace(/\.ts$/, '.js'), name, isType);
      throw new GeneratorError(
        'GENERATOR_LAYOUT',
        `${path} declares ${name} beside a message that uses it, and both versions need it.`,
        `Move ${name} into a file of its own.`,
      );
    }
    if (declaration) return this.#copy(path, declaration, name);
    const imported = this.#imported(path, name);
    if (!imported) return;
    const { specifier, original } = imported;
    const target = posix.join(posix.dirname(path), specifier).replace(/\.js$/, '.ts');
    if (specifier.startsWith('.') && original === name && this.sources.has(target))
      return this.#need(target, name, isType);
    const module = specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : specifier;
    this.imports.add(module, original === name ? name : `${original} as ${name}`, isType, imported.whole);
  }

  #copy(path: string, statement: ts.Statement, name: string): void {
    const key = `${path}#${statement.pos}`;
    if (this.#copied.has(key)) return;
    const other = this.#origins.get(name);
    if (other !== undefined && other !== path)
      throw new GeneratorError(
        'GENERATOR_LAYOUT',
        `${other} and ${path} both declare ${name}, and a message needs both.`,
        'Give one of them another name.',
      );
    this.#origins.set(name, path);
    // Marked before its own needs, so that schemas that refer to each other do not loop.
    this.#copied.set(key, '');
    this.add(statement, path);
    this.#copied.delete(key);
    this.#copied.set(key, copyOf(statement, this.naming(name)));
  }

  #imported(path: string, name: string): Imported | undefined {
    const source = this.#file(path);
    for (const statement of source.statements)
      if (ts.isImportDeclaration(statement)) {
        const found = importedBy(statement, name);
        if (found) return found;
      } else if (ts.isExportDeclaration(statement) && statement.moduleSpecifier && statement.exportClause) {
        const elements = ts.isNamedExports(statement.exportClause) ? statement.exportClause.elements : [];
        const element = elements.find((each) => each.name.text === name);
        const specifier = (statement.moduleSpecifier as ts.StringLiteral).text;
        if (element) return { specifier, original: element.propertyName?.text ?? name };
      }
    return undefined;
  }

  #file(path: string): ts.SourceFile {
    const known = this.#files.get(path);
    if (known) return known;
    const file = ts.createSourceFile(path, this.sources.get(path) ?? '', ts.ScriptTarget.Latest, true);
    this.#files.set(path, file);
    return file;
  }
}

interface Imported {
  readonly specifier: string;
  /** Name in the module that exports it. */
  readonly original: string;
  /** `* as z`, or the name of a default import. */
  readonly whole?: string;
}

function importedBy({ importClause, moduleSpecifier }: ts.ImportDeclaration, name: string): Imported | undefined {
  const specifier = (moduleSpecifier as ts.StringLiteral).text;
  if (importClause?.name?.text === name) return { specifier, original: name, whole: name };
  const bindings = importClause?.namedBindings;
  if (!bindings) return undefined;
  if (ts.isNamespaceImport(bindings))
    return bindings.name.text === name ? { specifier, original: name, whole: `* as ${name}` } : undefined;
  const element = bindings.elements.find((each) => each.name.text === name);
  return element && { specifier, original: element.propertyName?.text ?? name };
}

/** The statement that declares a name, as a type or as a value. */
function declared(source: ts.SourceFile, name: string, isType: boolean): ts.Statement | undefined {
  const named = source.statements.filter((statement) =>
    ts.isVariableStatement(statement)
      ? statement.declarationList.declarations.some((each) => each.name.getText() === name)
      : isNamed(statement) && statement.name?.text === name,
  );
  const isOnlyType = (each: ts.Statement): boolean =>
    ts.isTypeAliasDeclaration(each) || ts.isInterfaceDeclaration(each);
  return named.find((each) => isOnlyType(each) === isType) ?? named.find((each) => !isOnlyType(each));
}

const isNamed = (statement: ts.Statement): statement is ts.Statement & { readonly name?: ts.Identifier } =>
  ts.isFunctionDeclaration(statement) ||
  ts.isClassDeclaration(statement) ||
  ts.isTypeAliasDeclaration(statement) ||
  ts.isInterfaceDeclaration(statement) ||
  ts.isEnumDeclaration(statement);

/** The text of a statement with its comment, not exported. */
function copyOf(statement: ts.Statement, naming: string): string {
  const { text } = statement.getSourceFile();
  const comment = text.slice(statement.getFullStart(), statement.getStart()).trim();
  const initializer =
    ts.isVariableStatement(statement) && statement.declarationList.declarations.length === 1
      ? statement.declarationList.declarations[0]!.initializer
      : undefined;
  const isChain = initializer && (ts.isCallExpression(initializer) || ts.isIdentifier(initializer));
  const code =
    naming === '' || !initializer
      ? text.slice(statement.getStart(), statement.getEnd())
      : text.slice(statement.getStart(), initializer.getStart()) +
        (isChain ? initializer.getText() : `(${initializer.getText()})`) +
        naming +
        text.slice(initializer.getEnd(), statement.getEnd());
  return `${comment === '' ? '' : `${comment}\n`}${code.replace(/^export\s+/, '')}`;
}
