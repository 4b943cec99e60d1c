import { capital, camel, pascal, plural, singular, withArticle, wordsOf } from './words.js';

/** What the name of a message says, in the forms that code and comments need. */
export interface Phrase {
  /** `order`; `it` where the name has one word alone. */
  readonly noun: string;
  /** `an order`, or `orders` for more than one. */
  readonly object: string;
  /** `Order`; empty where the name has one word alone. */
  readonly type: string;
  /** Whether the noun is a plural. */
  readonly many: boolean;
  /** Field with the id of one of them: `orderId`. */
  readonly id: string;
}

/** Of `HoldOrder` or `GetHeldOrders`: a verb, then what it is done to. */
export function commandPhrase(name: string): Phrase & {
  /** `Holds an order` */
  readonly does: string;
  /** `holding an order` */
  readonly doing: string;
} {
  const [verb = '', ...words] = wordsOf(name);
  const phrase = phraseOf(words);
  return {
    ...phrase,
    does: `${capital(thirdPerson(verb))} ${phrase.object}`,
    doing: `${gerund(verb)} ${phrase.object}`,
  };
}

/** Of `OrderHeld`: what it happened to, then what happened. */
export function eventPhrase(name: string): Phrase & {
  /** `An order was held` */
  readonly happened: string;
} {
  const words = wordsOf(name);
  const participle = words.at(-1)!;
  const phrase = phraseOf(words.slice(0, -1));
  return { ...phrase, happened: `${capital(phrase.object)} ${phrase.many ? 'were' : 'was'} ${participle}` };
}

function phraseOf(words: readonly string[]): Phrase {
  const noun = words.join(' ');
  if (noun === '') return { noun: 'it', object: 'it', type: '', many: false, id: 'id' };
  const one = singular(noun);
  const many = one !== noun;
  return { noun: one, object: many ? noun : withArticle(noun), type: pascal(one), many, id: `${camel(one)}Id` };
}

/** `heldOrders` for the field that answers a query. */
export const fieldOf = ({ noun, many }: Phrase): string => camel(many ? plural(noun) : noun);

function thirdPerson(verb: string): string {
  if (/[^aeiou]y$/.test(verb)) return verb.replace(/y$/, 'ies');
  return /(?:s|x|z|ch|sh|o)$/.test(verb) ? `${verb}es` : `${verb}s`;
}

function gerund(verb: string): string {
  if (/[^e]e$/.test(verb)) return verb.replace(/e$/, 'ing');
  return /^[^aeiou]*[aeiou][^aeiouwxy]$/.test(verb) ? `${verb}${verb.at(-1)}ing` : `${verb}ing`;
}
