import { MAX_DEPTH } from '../bytes/reader.js';
import { NotEncodable } from '../bytes/not-encodable.js';

/** @throws NotEncodable for a field that is always sent */
export function missing(field: string): never {
  throw new NotEncodable(`the field ${field} has no value`);
}

/** @throws NotEncodable for a value that is no list */
export function noList(): never {
  throw new NotEncodable('a list is missing');
}

/** @throws NotEncodable for a value that fits no option of a union */
export function noOption(tag: string): never {
  throw new NotEncodable(`the lock knows no option '${tag}' of a union`);
}

/** @throws NotEncodable for messages inside each other */
export function tooDeep(): never {
  throw new NotEncodable(`messages lie inside each other more than ${MAX_DEPTH} times`);
}
