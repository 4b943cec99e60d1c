import { createHash } from 'node:crypto';

/** GraphiQL is designed for a desktop; on a phone the response is placed below the query, and decoration is removed. */
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

/** A page and its content security policy. */
export interface RenderedPage {
  readonly markup: string;
  readonly policy: string;
}

/** Options of the GraphiQL page. */
export interface GraphiqlOptions {
  readonly title: string;
  /** Token that signs a developer on this machine in. Default: not signed in. */
  readonly token?: string | undefined;
  /** Initial query. Default: GraphiQL's own welcome text. */
  readonly firstQuery?: string | undefined;
}

/** GraphiQL from the installed package: one self-contained page that loads nothing from other servers. */
export class GraphiqlPage {
  readonly #title: string;
  readonly #token: string | undefined;
  readonly #firstQuery: string | undefined;
  /** Policies by whether the page contains a token; otherwise the page is always the same. */
  readonly #policies = new Map<boolean, string>();

  constructor({ title, token, firstQuery }: GraphiqlOptions) {
    this.#title = title;
    this.#token = token;
    this.#firstQuery = firstQuery;
  }

  async render(signedIn: boolean): Promise<RenderedPage> {
    // Nine megabytes of script: loaded at the first request for the page, not at start.
    const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
    const authorization = signedIn && this.#token ? `Bearer ${this.#token}` : undefined;
    const page = renderGraphiQL({
      title: this.#title,
      endpoint: '/graphql',
      subscriptionsProtocol: 'WS',
      ...(this.#firstQuery === undefined ? {} : { defaultQuery: this.#firstQuery }),
      // Subscriptions use the second option to sign in, which GraphiQL accepts although its types do not declare it.
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
 * Returns a policy that allows the scripts of the page by their hashes, and what the editor needs: its own workers,
 * styles that it adds at run time, its embedded fonts and images.
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
