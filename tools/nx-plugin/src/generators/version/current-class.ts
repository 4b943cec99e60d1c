import { posix } from 'node:path';
import ts from 'typescript';
import { SourceEdit } from '../edit/source-edit.js';
import type { WorkspaceFiles } from '../workspace-files.js';
import { valueIn, type DeclaredMessage } from './declared-message.js';
import type { EarlierClass } from './earlier-class.js';
import { referencesIn } from './references.js';

/** The entries of `upcast` and `downcast`: `1: (v1) => …`. */
export interface Conversions {
  readonly upcast: string;
  /** Of an event that is published in both versions. */
  readonly downcast: string | undefined;
  /** Whether the upcast calls `inputOf`. */
  readonly usesInput: boolean;
}

/** Gives a message its next version, which names the class of the one before and converts its messages. */
export function raiseVersion(
  files: WorkspaceFiles,
  { path, className, version }: DeclaredMessage,
  earlier: EarlierClass,
  { upcast, downcast, usesInput }: Conversions,
): void {
  const edit = SourceEdit.open(files, path);
  const declaration = edit.source.statements
    .filter(ts.isClassDeclaration)
    .find(({ name }) => name?.text === className)!;
  const call = declaration.heritageClauses![0]!.types[0]!.expression as ts.CallExpression;
  const options = call.arguments[1] as ts.ObjectLiteralExpression;
  const set = (name: string, value: string | undefined): void => {
    const now = valueIn(options, name);
    if (now && value === undefined) edit.removeProperty(options, name);
    else if (now) edit.replace(now, value!);
    else if (value !== undefined) edit.appendProperty(options, name, value);
  };
  const now = valueIn(options, 'version');
  if (now) edit.replace(now, String(version + 1));
  else edit.prependProperty(options, 'version', String(version + 1));
  const replaced = ['earlier', 'upcast', 'downcast'].flatMap((name) => valueIn(options, name) ?? []);
  for (const name of unusedWithout(edit.source, replaced))
    if (!usesInput || name !== 'inputOf') edit.removeImport(name);
  set('earlier', `{ ${version}: ${earlier.className} }`);
  set('upcast', `{ ${upcast} }`);
  set('downcast', downcast && `{ ${downcast} }`);
  edit.import(`./${posix.relative(posix.dirname(path), earlier.file).replace(/\.ts$/, '.js')}`, earlier.className);
  if (usesInput) edit.import('@multilith/contract', 'inputOf');
  edit.save();
}

/** Names that only these parts of a file refer to. */
function unusedWithout(source: ts.SourceFile, parts: readonly ts.Node[]): string[] {
  const others = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (parts.includes(node) || ts.isImportDeclaration(node)) return;
    if (ts.isIdentifier(node)) others.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  const names = new Set(parts.flatMap((part) => referencesIn(part).map(({ name }) => name)));
  return [...names].filter((name) => !others.has(name));
}
