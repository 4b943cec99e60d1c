import type { Consumer } from '../../workspace/consumers.js';

/** From the folder of the pages to the root of the workspace. */
export const TO_ROOT = '../..';

/**
 * Who uses a message, as Markdown with links to the code.
 *
 * @param consumers of one version of a message
 */
export function consumerText(consumers: readonly Consumer[]): string {
  if (consumers.length === 0) return 'no code of this workspace';
  return consumers
    .map(({ context, part, files, subscription }) => {
      const place = part === 'module' ? context : part === 'api' ? `API of ${context}` : `app ${context}`;
      const links = files.map((file, i) => `[${i === 0 ? place : i + 1}](${TO_ROOT}/${file})`).join(' ');
      if (!subscription) return links;
      const start = subscription.start === 'beginning' ? ', from the first event of the journal' : '';
      return `${links}: subscription \`${subscription.name}\`${start}`;
    })
    .join('<br>');
}
