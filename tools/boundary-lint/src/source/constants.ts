import type { SourceFacts } from './source-file.js';

const TEXT = String.raw`(?:Symbol(?:\.for)?\(\s*)?(["'\x60])([^"'\x60\\$\n]+)\2`;
const CONSTANT = new RegExp(
  String.raw`\b(?:export\s+const|static\s+readonly|static)\s+(\w+)\s*(?::[^=\n]+)?=\s*${TEXT}`,
  'g',
);
/** Members of an enum, or of an object that is exported. */
const MEMBERS = /\b(?:enum\s+\w+|export\s+const\s+\w+[^=\n]*=\s*(?:Object\.freeze\(\s*)?)\s*\{([^{}]*)\}/g;
const MEMBER = new RegExp(String.raw`(?:^|[,\s])(\w+)\s*[:=]\s*${TEXT}`, 'g');

/** Named strings and symbols of a file: tokens are often declared in another place than they are used. */
export function constantsIn(text: string): SourceFacts['constants'] {
  const members = [...text.matchAll(MEMBERS)].flatMap(([, body]) => [...body!.matchAll(MEMBER)]);
  return [...text.matchAll(CONSTANT), ...members].map(([, name, , value]) => ({ name: name!, value: value! }));
}
