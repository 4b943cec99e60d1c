import { printable } from '@multilith/runtime/observe';

/** What cannot be printed, within a line of JSON: the control characters of ASCII are escaped there already. */
const UNPRINTABLE_IN_JSON = /[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;
/** Colours and weights. */
// eslint-disable-next-line no-control-regex
const STYLE = /(\x1b\[[\d;]*m)/;

/** A text as one line, but for colours of its own. */
export const printableWithColours = (line: string): string =>
  line
    .split(STYLE)
    .map((part, index) => (index % 2 === 1 ? part : printable(part)))
    .join('');

/** A line of JSON that is one line for every reader; its value stays the same. */
export const printableJson = (line: string): string => line.replace(UNPRINTABLE_IN_JSON, printable);
