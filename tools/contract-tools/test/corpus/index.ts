import { answers } from './answers.js';
import { RULES, type Change } from './change.js';
import { enums } from './enums.js';
import { lists } from './lists.js';
import { names } from './names.js';
import { numbers } from './numbers.js';
import { objects } from './objects.js';
import { presence } from './presence.js';
import { rules } from './rules.js';
import { text } from './text.js';

/** Changes of one noun. */
export interface Chapter {
  readonly title: string;
  readonly changes: readonly Change[];
  /** Why `buf breaking` accepts what the gate refuses; a change can override it. */
  readonly buf: string;
}

/** Changes of schemas by what changes. */
export const corpus: Readonly<Record<string, Chapter>> = {
  presence: {
    title: 'Fields that come, go, and may be missing or null',
    changes: presence,
    buf: 'in proto3 every field may be absent',
  },
  names: {
    title: 'Names',
    changes: names,
    buf: 'for protobuf a field was removed, its number reserved, and another one added',
  },
  text: { title: 'Rules of texts', changes: text, buf: RULES },
  numbers: { title: 'Numbers, dates and bytes', changes: numbers, buf: RULES },
  enums: { title: 'Enums and fixed values', changes: enums, buf: 'protobuf keeps the number of an unknown enum value' },
  lists: { title: 'Lists, tuples and records', changes: lists, buf: RULES },
  objects: { title: 'Objects, unions and recursive types', changes: objects, buf: RULES },
  rules: { title: 'Rules in code', changes: rules, buf: RULES },
  answers: { title: 'Answers that are not objects', changes: answers, buf: RULES },
};
