/**
 * Returns the reply subject of a batch: the inbox, and the numbers of its calls, `<first>-<count>`. If a context is not
 * served, the server itself answers there, and the subject is the only information about the batch.
 */
export const batchSubject = (inbox: string, first: number, count: number): string =>
  `${inbox}.${first.toString(36)}-${count.toString(36)}`;

/** Reads the last token of a reply subject. */
export function readBatchToken(subject: string): { readonly first: number; readonly count: number } | undefined {
  const match = /\.([0-9a-z]{1,10})-([0-9a-z]{1,4})$/.exec(subject);
  return match ? { first: parseInt(match[1]!, 36), count: parseInt(match[2]!, 36) } : undefined;
}

/** Returns the inbox of a reply subject. */
export const inboxOf = (subject: string): string => subject.slice(0, subject.lastIndexOf('.'));
