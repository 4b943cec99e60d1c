import { tlsProblem } from '../tls/tls-problem.js';

/**
 * Returns why a link has ended or could not be opened, in words.
 *
 * @param details message of the status of its stream
 * @example endReason('No connection established. Last error: Error: connect ECONNREFUSED 10.0.0.7:50051. Resolution note: ')
 */
export function endReason(details: string): string {
  const tls = tlsProblem(details);
  if (tls !== undefined) return tls;
  const [, last] = /Last error: (?:Error: )?(.*?)\.?(?: Resolution note.*)?$/.exec(details) ?? [];
  return last ?? (details || 'it was closed');
}
