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
  'uy',
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
  for (let at = 0; at < text.length;) at = plainToken(text, at, tokens) ?? anyToken(text, at, tokens);
  return tokens;
}

/** Whether a character stands in names: letters of ASCII, digits, `_` and `$`. */
const inName = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95 || code === 36;
/** Characters that are a mark by themselves, whatever follows. */
const MARKS = new Set([...'(),.;=*+<>!:[]^&|@#~{}`\\'].map((mark) => mark.charCodeAt(0)));

/**
 * Reads what nearly all of SQL is made of without the pattern: spaces, names, names in quotes, texts and single marks.
 * Returns where it ends; `undefined` if something special may begin here.
 */
function plainToken(text: string, at: number, tokens: Token[]): number | undefined {
  const code = text.charCodeAt(at);
  if (code === 32 || (code >= 9 && code <= 13)) return at + 1;
  if (MARKS.has(code)) {
    tokens.push({ text: text[at]!, offset: at, kind: 'mark' });
    return at + 1;
  }
  if (code === 34 || code === 39) {
    const end = text.indexOf(text[at]!, at + 1);
    // Doubled ones stand for themselves, and a lone one is a mark.
    if (end < 0 || text.charCodeAt(end + 1) === code) return undefined;
    if (code === 39) tokens.push({ text: text.slice(at, end + 1), offset: at, kind: 'mark' });
    else {
      const quoted = text.slice(at + 1, end);
      tokens.push({ text: quoted, offset: at, kind: quoted === '\0' ? 'hole' : 'quoted' });
    }
    return end + 1;
  }
  if (!inName(code) || code === 36 || (code >= 48 && code <= 57)) return undefined;
  let end = at + 1;
  while (inName(text.charCodeAt(end))) end++;
  const next = text.charCodeAt(end);
  // Letters of other alphabets go on with the name; `E'…'`, `U&'…'` and `U&"…"` are texts and names.
  if (next > 127 || (end === at + 1 && (next === 39 || next === 38))) return undefined;
  tokens.push({ text: text.slice(at, end).toLowerCase(), offset: at, kind: 'name' });
  return end;
}

/** Reads anything; returns where it ends. */
function anyToken(text: string, at: number, tokens: Token[]): number {
  TOKEN.lastIndex = at;
  const match = TOKEN.exec(text);
  if (!match) return at + 1;
  const [all, tag, quoted, name, hole] = match;
  // The body of a function is SQL again.
  if (tag !== undefined)
    for (const token of tokensOf(all.slice(tag.length + 2, -tag.length - 2)))
      tokens.push({ ...token, offset: token.offset + at });
  else if (hole !== undefined) tokens.push({ text: '\0', offset: at, kind: 'hole' });
  else if (quoted !== undefined)
    tokens.push({
      text: plainName(quoted, /^u&/i.test(all)),
      offset: at,
      kind: quoted === '\0' ? 'hole' : 'quoted',
    });
  else if (name !== undefined) tokens.push({ text: name.toLowerCase(), offset: at, kind: 'name' });
  else if (!/^(?:--|\/\*|'|E'|U&')/.test(all) || all.endsWith("'"))
    tokens.push({ text: all, offset: at, kind: 'mark' });
  return at + all.length;
}
