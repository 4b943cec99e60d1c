import { importOf, type Import } from './source-file.js';

const LOOKS_LIKE_IMPORT =
  /(?:\bfrom|\bimport|\brequire(?:\.resolve)?\s*\(|\bimport\s*\()\s*(["'`])((?:(?!\1)[^\\\n$]|\\.)+)\1/g;

/**
 * What a file with a syntax error seems to import, by its letters. The parser gives up at the error; the file is
 * reported for it anyway, and people should learn of both at once.
 */
export function importsInBrokenText(text: string): Import[] {
  return [...text.matchAll(LOOKS_LIKE_IMPORT)].map((match) =>
    importOf('static', match[2], match.index + match[0].length - match[2]!.length - 2),
  );
}
