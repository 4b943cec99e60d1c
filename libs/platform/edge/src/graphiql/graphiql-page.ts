import { createHash } from 'node:crypto';

/** GraphiQL is made for a desktop; on a phone the answer goes below the question, and what is only for looks goes. */
const PHONE = `<meta name="viewport" content="width=device-width, initial-scale=1" />
<style>
@media (max-width: 48rem) {
  #root #graphiql-session { flex-direction: column; }
  #root .graphiql-editors, #root .graphiql-response { width: 100%; min-height: 0; flex: 1 1 50% !important; }
  #root .graphiql-logo, #root .graphiql-horizontal-drag-bar { display: none; }
  #root .graphiql-sidebar { width: 2.6rem; }
  #root .graphiql-main { min-width: 0; }
}
</style>`;

/** A page and the content security policy that it works under. */
export interface RenderedPage {
  readonly markup: string;
  readonly policy: string;
}

/** How GraphiQL is shown. */
export interface GraphiqlOptions {
  readonly title: string;
  /** The token that a developer on this machine is signed in with. Default: not signed in. */
  readonly token?: string | undefined;
  /** The query that the page shows first. Default: the welcome text of GraphiQL. */
  readonly firstQuery?: string | undefined;
}

/** GraphiQL from the installed package: one page with everything in it, nothing is loaded from elsewhere. */
export class GraphiqlPage {
  readonly #title: string;
  readonly #token: string | undefined;
  readonly #firstQuery: string | undefined;
  /** By whether a token is in it; each page is always the same. */
  readonly #policies = new Map<boolean, string>();

  constructor({ title, token, firstQuery }: GraphiqlOptions) {
    this.#title = title;
    this.#token = token;
    this.#firstQuery = firstQuery;
  }

  async render(signedIn: boolean): Promise<RenderedPage> {
    // Nine megabytes of script: loaded with the first request for the page, not at start.
    const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
    const authorization = signedIn && this.#token ? `Bearer ${this.#token}` : undefined;
    const page = renderGraphiQL({
      title: this.#title,
      endpoint: '/graphql',
      subscriptionsProtocol: 'WS',
      ...(this.#firstQuery === undefined ? {} : { defaultQuery: this.#firstQuery }),
      // Subscriptions sign in with the second, which the page takes though its types do not say so.
      ...(authorization
        ? { headers: JSON.stringify({ authorization }, undefined, 2), connectionParams: { authorization } }
        : {}),
    });
    const markup = page.replace('<head>', `<head>${PHONE}`);
    const policy = this.#policies.get(signedIn) ?? policyOf(markup);
    this.#policies.set(signedIn, policy);
    return { markup, policy };
  }
}

/**
 * The scripts of the page by their hashes, and what the editor in it needs: workers that it makes itself, styles that it adds
 * while it runs, fonts and pictures that it brings along.
 */
function policyOf(markup: string): string {
  const scripts = [...markup.matchAll(/<script>([^]*?)<\/script>/g)].map(
    ([, script]) => `'sha256-${createHash('sha256').update(script!).digest('base64')}'`,
  );
  return [
    "default-src 'none'",
    `script-src ${scripts.join(' ')}`,
    "style-src 'unsafe-inline'",
    'worker-src blob:',
    'font-src data:',
    'img-src data:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
