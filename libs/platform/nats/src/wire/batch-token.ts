/**
 * The subject where replies to a batch go: the inbox, and the numbers of its calls, `<first>-<count>`. The server answers
 * there itself if a context is not served, and then this is all that is known.
 */
export const batchSubject = (inbox: string, first: number, count: number): string =>
  `${inbox}.${first.toString(36)}-${count.toString(36)}`;

/** Reads the last part of such a subject. */
export function readBatchToken(subject: string): { readonly first: number; readonly count: number } | undefined {
  const match = /\.([0-9a-z]{1,10})-([0-9a-z]{1,4})$/.exec(subject);
  return match ? { first: parseInt(match[1]!, 36), count: parseInt(match[2]!, 36) } : undefined;
}

/** The inbox of such a subject. */
export const inboxOf = (subject: string): string => subject.slice(0, subject.lastIndexOf('.'));
