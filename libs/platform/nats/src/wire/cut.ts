/** Maximum length of a foreign text that is quoted in an error or log line, in UTF-16 units. */
const MAX_QUOTED_LENGTH = 100;

/** Returns the beginning of a text from another host. */
export const cut = (text: string, most = MAX_QUOTED_LENGTH): string =>
  text.length <= most ? text : `${text.slice(0, most)}…`;
