import { Place } from '../source/source-file.js';

/** Marks that stand for a place in a folded path, longest first. */
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
  // What is left of them stands for a part that is computed.
  return printable(plain.replaceAll('\0', '…'));
}

/** A text without characters that a terminal would obey; lines stay lines. */
export const printable = (text: string): string => text.replace(CONTROL, '�');

/** The same of a text that is part of a line, such as the name of a file. */
export const inLine = (text: string): string => printable(text).replace(/[\t\r\n\u2028\u2029]/g, '�');

// eslint-disable-next-line no-control-regex -- they are what is looked for
const CONTROL = /[\0-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;
