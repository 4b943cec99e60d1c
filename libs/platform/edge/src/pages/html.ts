const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Markup that is safe to insert without escaping. */
export class Html {
  constructor(readonly markup: string) {}
}

/** Values of a template: text is escaped, markup and lists of markup are not. */
export type HtmlValue = string | number | Html | readonly Html[];

/** Template tag for a part of a page; every value is escaped unless it is markup. */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return new Html(parts.reduce((page, part, index) => page + insert(values[index - 1]!) + part));
}

function insert(value: HtmlValue): string {
  if (value instanceof Html) return value.markup;
  if (typeof value === 'object') return value.map(({ markup }) => markup).join('');
  return String(value).replaceAll(/[&<>"']/g, (character) => ESCAPES[character]!);
}
