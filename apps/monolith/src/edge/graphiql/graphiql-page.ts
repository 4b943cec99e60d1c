import { FIRST_QUERY } from './first-query.js';

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

/** GraphiQL from the installed package: one page with everything in it, nothing is loaded from elsewhere. */
export class GraphiqlPage {
  readonly #token: string | undefined;

  /** @param token what a developer on this machine is signed in with */
  constructor(token: string | undefined) {
    this.#token = token;
  }

  async render(signedIn: boolean): Promise<string> {
    // Nine megabytes of script: loaded when somebody asks for it, not with the shop.
    const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
    const authorization = signedIn && this.#token ? `Bearer ${this.#token}` : undefined;
    const page = renderGraphiQL({
      title: 'Multilith · GraphiQL',
      endpoint: '/graphql',
      subscriptionsProtocol: 'WS',
      defaultQuery: FIRST_QUERY,
      // Subscriptions sign in with the second, which the page takes though its types do not say so.
      ...(authorization
        ? { headers: JSON.stringify({ authorization }, undefined, 2), connectionParams: { authorization } }
        : {}),
    });
    return page.replace('<head>', `<head>${PHONE}`);
  }
}
