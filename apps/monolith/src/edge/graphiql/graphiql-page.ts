import { FIRST_QUERY } from './first-query.js';

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
    return renderGraphiQL({
      title: 'Multilith · GraphiQL',
      endpoint: '/graphql',
      defaultQuery: FIRST_QUERY,
      ...(signedIn && this.#token
        ? { headers: JSON.stringify({ authorization: `Bearer ${this.#token}` }, undefined, 2) }
        : {}),
    });
  }
}
