import { posix } from 'node:path';
import type { z } from 'zod';
import { kebab } from '../names/words.js';
import type { ContractSources } from './contract-sources.js';
import type { DeclaredMessage } from './declared-message.js';
import { NeededCode } from './needed-code.js';
import type { ReleasedContract } from './released-contract.js';

/** The file and class of an earlier version: `order-placed.v1.ts`, `OrderPlacedV1`. */
export interface EarlierClass {
  readonly file: string;
  readonly className: string;
}

/**
 * Returns where an earlier version of a message belongs.
 *
 * @param path of the current class
 */
export const earlierClass = ({ className, version }: DeclaredMessage, path: string): EarlierClass => ({
  file: posix.join(posix.dirname(path), `${kebab(className)}.v${version}.ts`),
  className: `${className}V${version}`,
});

/** Types that have a name of their own in the artefacts of a contract. */
const NAMED = new Set(['object', 'enum', 'union']);

/** Writes the file of an earlier version: the released class, with the schemas of the contract as they were then. */
export function earlierFile(
  sources: ContractSources,
  released: DeclaredMessage,
  { exports }: ReleasedContract,
  { file, className }: EarlierClass,
): string {
  const { declaration, source, kind, version } = released;
  // The copy of an exported schema keeps its name, so that names in the files made from the contract stay.
  const naming = (name: string): string => (NAMED.has(typeOf(exports[name]) ?? '') ? `.meta({ id: '${name}' })` : '');
  const needed = new NeededCode(sources, released.path, posix.dirname(file), naming);
  needed.add(declaration);
  const code =
    source.text.slice(declaration.getStart(), declaration.name!.getStart()) +
    className +
    source.text.slice(declaration.name!.getEnd(), declaration.getEnd());
  const users = kind === 'event' ? 'as journals hold it' : `for callers that do not send version ${version + 1} yet`;
  return [
    needed.imports,
    ...needed.declarations,
    `/** Version ${version} of \`${released.className}\`, ${users}. It has been released: do not change it. */\n${code}\n`,
  ].join('\n\n');
}

const typeOf = (value: unknown): string | undefined =>
  (value as Partial<z.ZodType> | undefined)?._zod?.def.type as string | undefined;
