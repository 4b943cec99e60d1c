import type { Import, ImportForm } from './source-file.js';

interface Comment {
  readonly type: 'Line' | 'Block';
  readonly value: string;
  readonly start: number;
}

/** `@type {import('x').T}`, and the like in any tag that takes a type. */
const TYPE_TAG =
  /(?:^|\n)[\s*]*@(?:type|typedef|param|arg|argument|returns?|template|extends|augments|implements|satisfies|this|enum|throws|property|prop|callback|yields)\s*(\{)/g;
const IMPORT_TYPE = /\bimport\s*\(\s*(["'`])((?:(?!\1)[^\\\n]|\\.)*)\1/g;
/** `@import { T } from 'x'`, on a line of its own. */
const IMPORT_TAG = /(?:^|\n)[\s*]*@import\b[^@]*?\bfrom\s+(["'])([^"'\n]+)\1/g;
const TRIPLE_SLASH = /^\/\s*<(?:reference|amd-dependency)\s[^>]*?\b(path|types)\s*=\s*(["'])([^"']*)\2/;

/** Imports that stand in comments and still mean something: JSDoc types and triple-slash directives. */
export function importsInComments(comments: readonly Comment[], firstStatement: number): Import[] {
  return comments.flatMap((comment) => {
    if (comment.type === 'Line') return comment.start < firstStatement ? tripleSlash(comment) : [];
    return comment.value.startsWith('*') ? docComment(comment) : [];
  });
}

function tripleSlash({ value, start }: Comment): Import[] {
  const [, kind, , path] = TRIPLE_SLASH.exec(value) ?? [];
  if (path === undefined) return [];
  const specifier = kind === 'path' && !/^[./]/.test(path) ? `./${path}` : path;
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

const made = (form: ImportForm, specifier: string, start: number): Import => ({
  form,
  specifier,
  typeOnly: true,
  names: ['*'],
  start,
  location: false,
});
