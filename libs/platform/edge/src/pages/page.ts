import { createHash } from 'node:crypto';
import { Html, html } from './html.js';
import { STYLE } from './style.js';

/** Renders a self-contained page: nothing is loaded from other servers. */
export function page({ title, body, script }: { title: string; body: Html; script?: Html }): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        ${element('style', STYLE)}
        ${script ? html`<noscript><meta http-equiv="refresh" content="10" /></noscript>` : ''}
      </head>
      <body>
        ${body} ${script ? element('script', script) : ''}
      </body>
    </html>`.markup;
}

/** Returns the content security policy of a page: its own style and script, by their hashes, and its own server. */
export function policyOf(script?: Html): string {
  return [
    "default-src 'none'",
    `style-src ${hashOf(STYLE)}`,
    ...(script ? [`script-src ${hashOf(script)}`, "connect-src 'self'"] : []),
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** The hash covers everything between the tags, so nothing may be added there. */
const element = (tag: 'style' | 'script', { markup }: Html): Html =>
  new Html(`<${tag}${tag === 'script' ? ' type="module"' : ''}>${markup}</${tag}>`);

const hashOf = ({ markup }: Html): string => `'sha256-${createHash('sha256').update(markup).digest('base64')}'`;
