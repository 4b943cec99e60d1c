/** A word, a name in quotes, a mark or text, or a part that is computed. */
export interface Token {
  /** Lower case for words, without quotes for names, as written for the rest. */
  readonly text: string;
  readonly offset: number;
  readonly kind: 'name' | 'quoted' | 'mark' | 'hole';
}

/** Where programs put a name in later: `\0` of a template, `%I` of format(), `??` of knex, `$1:name` and `${x~}` of pg-promise. */
const HOLE = String.raw`\0|%(?:\d+\$)?[Is](?![\p{L}\p{N}_])|\?\?|\$\d+:(?:name|alias|raw)\b|\$[{(<[\/][\w.]+(?::\w+|~)?[})>\]\/]`;
const TOKEN = new RegExp(
  [
    String.raw`--[^\n]*|\/\*[\s\S]*?\*\/|\$(\w*)\$[\s\S]*?\$\1\$|(?:E|U&)?'(?:[^']|'')*'`,
    String.raw`(?:U&)?"((?:[^"]|"")*)"|([\p{L}_][\p{L}\p{N}_$]*)|(${HOLE})|(\d[\w.]*)|[^\s]`,
  ].join('|'),
  'gu',
);

/** A name without its quotes; `U&"c\0061t"` spells letters by their numbers. */
const plainName = (quoted: string, escaped: boolean): string => {
  const name = quoted.replaceAll('""', '"');
  if (!escaped) return name;
  return name.replace(/\\(?:\+([\da-f]{6})|([\da-f]{4}))/gi, (_all, long?: string, short?: string) =>
    String.fromCodePoint(Number.parseInt(long ?? short!, 16)),
  );
};

/** Takes a text of SQL apart; comments fall away, and the body of a function is SQL again. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(TOKEN)) {
    const [all, tag, quoted, name, hole] = match;
    const offset = match.index;
    // The body of a function is SQL again.
    if (tag !== undefined)
      tokens.push(
        ...tokensOf(all.slice(tag.length + 2, -tag.length - 2)).map((t) => ({ ...t, offset: t.offset + offset })),
      );
    else if (hole !== undefined) tokens.push({ text: '\0', offset, kind: 'hole' });
    else if (quoted !== undefined)
      tokens.push({
        text: plainName(quoted, /^u&/i.test(all)),
        offset,
        kind: quoted === '\0' ? 'hole' : 'quoted',
      });
    else if (name !== undefined) tokens.push({ text: name.toLowerCase(), offset, kind: 'name' });
    else if (!/^(?:--|\/\*|'|E'|U&')/.test(all)) tokens.push({ text: all, offset, kind: 'mark' });
    else if (all.endsWith("'")) tokens.push({ text: all, offset, kind: 'mark' });
  }
  return tokens;
}
