import { readSource, type Depth } from './read-source.js';
import { importOf, type SourceFacts } from './source-file.js';

const SCRIPT = /(<script\b([^>]*)>)([\s\S]*?)<\/script\s*>/gi;
/** The delimiter of the code at the top of an Astro file. */
const FRONTMATTER = /^(\s*---\r?\n)([\s\S]*?)\r?\n---/;
const SRC = /\bsrc\s*=\s*(["'])([^"']+)\1/i;

/** Returns the facts of the scripts of a Vue, Svelte or Astro component. Names in its template are not read. */
export function readComponent(file: string, text: string, depth: Depth): SourceFacts {
  const parts: { start: number; code: string }[] = [];
  const linked: { specifier: string; start: number }[] = [];
  const [, fence, code] = (file.endsWith('.astro') && FRONTMATTER.exec(text)) || [];
  if (fence !== undefined) parts.push({ start: fence.length, code: code! });
  for (const { 1: tag, 2: attributes, 3: script, index } of text.matchAll(SCRIPT)) {
    parts.push({ start: index + tag!.length, code: script! });
    const [whole, , specifier] = SRC.exec(attributes!) ?? [];
    if (specifier !== undefined && /^[.@~#]/.test(specifier))
      linked.push({ specifier, start: index + tag!.indexOf(whole!) });
  }
  const facts = readSource(
    `${file}${/<script\b[^>]*\blang\s*=\s*["'][jt]sx/i.test(text) ? '.tsx' : '.ts'}`,
    alone(parts, text),
    depth,
  );
  const imports = linked.map(({ specifier, start }) => importOf('static', specifier, start));
  return { ...facts, imports: [...facts.imports, ...imports].sort((a, b) => a.start - b.start) };
}

/** Returns the text with blanks for everything but code, so that offsets do not change. */
function alone(parts: readonly { readonly start: number; readonly code: string }[], text: string): string {
  let made = '';
  for (const { start, code } of parts) {
    if (start < made.length) continue;
    made += blank(text.slice(made.length, start)) + code;
  }
  return made + blank(text.slice(made.length));
}

/** A semicolon keeps two scripts apart. */
const blank = (text: string): string => {
  const plain = text.replace(/[^\r\n]/g, ' ');
  return plain.startsWith(' ') ? `;${plain.slice(1)}` : plain;
};
