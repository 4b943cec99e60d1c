/** `holdOrder`, `HoldOrder` and `hold-order` have the words hold and order. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .split(/[\s-]+/)
    .map((word) => word.toLowerCase());
}

/** `HoldOrder` */
export const pascal = (name: string): string => wordsOf(name).map(capital).join('');
/** `holdOrder` */
export const camel = (name: string): string => pascal(name).replace(/^./, (first) => first.toLowerCase());
/** `hold-order` */
export const kebab = (name: string): string => wordsOf(name).join('-');
/** `hold_order` */
export const snake = (name: string): string => wordsOf(name).join('_');
/** `hold order` */
export const spaced = (name: string): string => wordsOf(name).join(' ');
/** `Hold order` */
export const capital = (text: string): string => text.replace(/^./, (first) => first.toUpperCase());
/** `an order`, `a return` */
export const withArticle = (noun: string): string => `${/^[aeio]/.test(noun) ? 'an' : 'a'} ${noun}`;

/** `orders` to `order`, `loyalties` to `loyalty`; what is no plural stays. Knows English spelling, no exceptions. */
export function singular(name: string): string {
  if (/[^aeiou]ies$/.test(name)) return name.replace(/ies$/, 'y');
  if (/(?:ss|x|ch|sh)es$/.test(name)) return name.replace(/es$/, '');
  return /[^sui]s$/.test(name) ? name.slice(0, -1) : name;
}

/** `order` to `orders`, `loyalty` to `loyalties`; a plural stays. */
export function plural(name: string): string {
  if (singular(name) !== name) return name;
  if (/[^aeiou]y$/.test(name)) return name.replace(/y$/, 'ies');
  return /(?:s|x|ch|sh)$/.test(name) ? `${name}es` : `${name}s`;
}
