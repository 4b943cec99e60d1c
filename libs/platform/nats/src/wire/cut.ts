/** Longest part of a text from another host that is repeated in an error or a log, in UTF-16 units. */
const SHOWN = 100;

/** The beginning of a text that came from another host. */
export const cut = (text: string, most = SHOWN): string => (text.length <= most ? text : `${text.slice(0, most)}…`);
