import { printable } from '@multilith/runtime/observe';

/** Unprintable characters within a line of JSON; JSON already escapes the control characters of ASCII. */
const UNPRINTABLE_IN_JSON = /[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;
/** Escape sequences of colours and font weights. */
// eslint-disable-next-line no-control-regex
const STYLE = /(\x1b\[[\d;]*m)/;

/** Returns a text as one line without control characters, except for colours. */
export const printableWithColours = (line: string): string =>
  line
    .split(STYLE)
    .map((part, index) => (index % 2 === 1 ? part : printable(part)))
    .join('');

/** Returns a line of JSON that is one line for every reader; its value stays the same. */
export const printableJson = (line: string): string => line.replace(UNPRINTABLE_IN_JSON, printable);
