/** Valid names of hosts and contexts: they are used in subjects, addresses and environment variables. */
const NAME = /^[a-z][a-z0-9-]{0,62}$/;

/** The last valid names: every call checks two names, usually the same as the call before. */
let last = '';
let lastButOne = '';

/** Whether a text is a valid name of a host or context. */
export function isHostName(text: string): boolean {
  if (text === last || text === lastButOne) return text !== '';
  if (!NAME.test(text)) return false;
  lastButOne = last;
  last = text;
  return true;
}
