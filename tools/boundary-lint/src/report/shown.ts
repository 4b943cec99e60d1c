import { Place } from '../source/source-file.js';

/** Internal markers for computed parts of a folded path, longest first. */
const PLACES = [Place.folder, Place.root, Place.file];

/**
 * A text as reports show it: the tool's own marks are taken out, and so are characters that a terminal would obey.
 * @param file that the text speaks of, relative to the root
 */
export function shown(text: string, file: string): string {
  let plain = text;
  for (const place of PLACES)
    plain = plain
      .replaceAll(`${place}/`, '')
      .replaceAll(place, place === Place.file ? (file.split('/').at(-1) ?? '.') : '.');
  // The remaining markers stand for computed parts.
  return printable(plain.replaceAll('\0', '…'));
}

/** Removes terminal control characters from a text; keeps line breaks. */
export const printable = (text: string): string => text.replace(CONTROL, '�');

/** Removes terminal control characters and line breaks from a text within a line, such as a file name. */
export const inLine = (text: string): string => printable(text).replace(/[\t\r\n\u2028\u2029]/g, '�');

// eslint-disable-next-line no-control-regex -- they are what is looked for
const CONTROL = /[\0-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;
