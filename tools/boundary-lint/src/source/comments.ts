import { importOf, type Import, type ImportForm } from './source-file.js';

interface Comment {
  readonly type: 'Line' | 'Block';
  readonly value: string;
  readonly start: number;
}

/** `@type {import('x').T}`, `@param x {import('x').T}`: a tag and the brace of its type. */
const TYPE_TAG = /(?:^|\n)[\s*]*@(?!example\b|link)[a-z]\w*[ \t]*(?:\[?[\w.]+\]?[ \t]*)?(\{)(?!@)/gi;
const IMPORT_TYPE = /\bimport\s*\(\s*(["'`])((?:(?!\1)[^\\\n]|\\.)*)\1/g;
/** `@import { T } from 'x'`, on a line of its own. */
const IMPORT_TAG = /(?:^|\n)[\s*]*@import\b[^@]*?\bfrom\s+(["'])([^"'\n]+)\1/g;
/** `@vitest-environment ./x` and jest's: the runner loads it. */
const ENVIRONMENT = /^[\s*]*@(?:vitest|jest)-environment\s+(\S+)/m;
/** `@jsxImportSource x` makes every tag of the file a call of x. */
const JSX_SOURCE = /^[\s*]*@jsxImportSource\s+(\S+)/m;
const TRIPLE_SLASH = /^\/\s*<(reference|amd-dependency)\s[^>]*?\b(path|types)\s*=\s*(["'])([^"']*)\3/;

/** Imports that stand in comments and still mean something: JSDoc types and triple-slash directives. */
export function importsInComments(comments: readonly Comment[], firstStatement: number): Import[] {
  return comments.flatMap((comment) => {
    if (comment.start >= firstStatement && !comment.value.startsWith('*')) return [];
    const environment = ENVIRONMENT.exec(comment.value)?.[1];
    if (environment !== undefined && /^[@./]/.test(environment)) return [made('mock', environment, comment.start)];
    if (comment.type === 'Line') return comment.start < firstStatement ? tripleSlash(comment) : [];
    const jsx = JSX_SOURCE.exec(comment.value);
    const source = jsx && comment.start < firstStatement ? [made('triple-slash', jsx[1]!, comment.start)] : [];
    return comment.value.startsWith('*') ? [...source, ...docComment(comment)] : source;
  });
}

function tripleSlash({ value, start }: Comment): Import[] {
  const [, element, kind, , path] = TRIPLE_SLASH.exec(value) ?? [];
  if (path === undefined) return [];
  const specifier = element === 'reference' && kind === 'path' && !/^[./]/.test(path) ? `./${path}` : path;
  return [made('triple-slash', specifier, start)];
}

function docComment({ value, start }: Comment): Import[] {
  const found: Import[] = [];
  for (const match of value.matchAll(IMPORT_TAG)) found.push(made('jsdoc', match[2]!, start + 2 + match.index));
  for (const tag of value.matchAll(TYPE_TAG)) {
    const from = tag.index + tag[0].length;
    const type = value.slice(from, endOfBraces(value, from));
    for (const match of type.matchAll(IMPORT_TYPE))
      found.push(made('jsdoc', match[2]!, start + 2 + from + match.index));
  }
  return found;
}

function endOfBraces(text: string, from: number): number {
  let open = 1;
  for (let i = from; i < text.length; i++) {
    if (text[i] === '{') open++;
    else if (text[i] === '}' && --open === 0) return i;
  }
  return text.length;
}

const made = (form: ImportForm, specifier: string, start: number): Import =>
  importOf(form, specifier, start, { typeOnly: form !== 'mock' });
