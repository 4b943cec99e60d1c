/** Names of hosts and contexts: they are parts of subjects, addresses and names of variables. */
const NAME = /^[a-z][a-z0-9-]{0,62}$/;

/** The names that were right last. Every call is checked for two, and most have those of the call before. */
let last = '';
let lastButOne = '';

/** Whether a text can be the name of a host or a context. */
export function isHostName(text: string): boolean {
  if (text === last || text === lastButOne) return text !== '';
  if (!NAME.test(text)) return false;
  lastButOne = last;
  last = text;
  return true;
}
