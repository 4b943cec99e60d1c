import type { MessageKind } from '@multilith/contract';
import ts from 'typescript';
import { GeneratorError } from '../generator-error.js';
import type { Place } from '../names/message-name.js';
import type { ContractSources } from './contract-sources.js';

/** The class of a message as its file declares it: `class X extends event('orders.X', { … })`. */
export interface DeclaredMessage {
  readonly kind: MessageKind;
  /** `orders.OrderPlaced` */
  readonly name: string;
  readonly className: string;
  readonly version: number;
  /** Its file, relative to the workspace. */
  readonly path: string;
  readonly source: ts.SourceFile;
  readonly declaration: ts.ClassDeclaration;
  /** The object with its payload or input. */
  readonly options: ts.ObjectLiteralExpression;
}

const KINDS: readonly string[] = ['command', 'query', 'event'];

/**
 * Returns the current class of a message; `undefined` if the contract has no such message.
 *
 * @throws GeneratorError GENERATOR_LAYOUT if its options are not written out
 */
export function currentMessage(sources: ContractSources, { context, name }: Place): DeclaredMessage | undefined {
  return declarationsIn(sources)
    .filter((each) => each.name === `${context}.${name}`)
    .map(parse)
    .reduce<DeclaredMessage | undefined>(
      (last, each) => (last && last.version > each.version ? last : each),
      undefined,
    );
}

/** Returns the names of a contract's messages, in alphabetical order. */
export const messageNames = (sources: ContractSources): string[] =>
  [...new Set(declarationsIn(sources).map(({ name }) => name))].sort();

/** Returns the value of a property of an object that is written out. */
export function valueIn(object: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  const property = object.properties.find((each) => each.name?.getText() === name);
  return property && ts.isPropertyAssignment(property) ? property.initializer : undefined;
}

/** A class that extends a call of `command`, `query` or `event` with a name. */
interface Declaration {
  readonly kind: MessageKind;
  readonly name: string;
  readonly className: string;
  readonly path: string;
  readonly source: ts.SourceFile;
  readonly declaration: ts.ClassDeclaration;
  readonly call: ts.CallExpression;
}

function declarationsIn(sources: ContractSources): Declaration[] {
  return [...sources].flatMap(([path, text]) => {
    if (!path.endsWith('.ts')) return [];
    const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
    return source.statements.filter(ts.isClassDeclaration).flatMap((declaration) => {
      const call = declaration.heritageClauses?.[0]?.types[0]?.expression;
      if (!declaration.name || !call || !ts.isCallExpression(call)) return [];
      const [name] = call.arguments;
      const kind = call.expression.getText();
      if (!KINDS.includes(kind) || !name || !ts.isStringLiteralLike(name)) return [];
      const className = declaration.name.text;
      return [{ kind: kind as MessageKind, name: name.text, className, path, source, declaration, call }];
    });
  });
}

function parse({ call, ...declared }: Declaration): DeclaredMessage {
  const { kind, name, path } = declared;
  const options = call.arguments[1];
  if (!options || !ts.isObjectLiteralExpression(options))
    throw layout(path, `does not write out the options of ${name} as ${kind}('${name}', { … })`);
  const version = valueIn(options, 'version');
  if (version && !ts.isNumericLiteral(version)) throw layout(path, `does not give ${name} its version as a number`);
  return { ...declared, options, version: version ? Number(version.text) : 1 };
}

const layout = (path: string, problem: string): GeneratorError =>
  new GeneratorError('GENERATOR_LAYOUT', `${path} ${problem}.`, 'Write it so; the generator edits it.');
