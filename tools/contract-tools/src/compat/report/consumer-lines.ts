import type { Consumer } from '../../workspace/consumers.js';

/** Returns one line for each consumer: who it is, its subscription, and where its code is. */
export function consumerLines(consumers: readonly Consumer[]): string[] {
  if (consumers.length === 0) return ['no consumer in this workspace; others may have been deployed from elsewhere'];
  return [...new Set(consumers.map(lineOf))];
}

function lineOf({ context, part, subscription, version, files }: Consumer): string {
  const where = files.length > 1 ? `${files[0]} and ${files.length - 1} more` : files[0];
  const who = part === 'module' ? context : `${context} (${part})`;
  const start =
    subscription === undefined
      ? ''
      : `, subscription ${subscription.name}${subscription.start === 'beginning' ? ' from the beginning' : ''}`;
  return `${who}${start}, version ${version}: ${where}`;
}
