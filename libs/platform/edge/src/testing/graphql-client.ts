/** A GraphQL response. */
export interface GraphqlAnswer<Data> {
  readonly status: number;
  readonly headers: Headers;
  readonly data: Data;
  readonly errors: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly locations?: readonly object[];
    readonly extensions: { readonly code: string; readonly [detail: string]: unknown };
  }[];
}

/** Sends GraphQL over HTTP like any client. */
export class GraphqlClient {
  constructor(
    readonly url: string,
    readonly token?: string,
  ) {}

  /** Returns the same client, signed in. */
  as(token: string): GraphqlClient {
    return new GraphqlClient(this.url, token);
  }

  async send<Data = Record<string, never>>(
    query: string,
    variables?: Readonly<Record<string, unknown>>,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<GraphqlAnswer<Data>> {
    return this.post<Data>(JSON.stringify({ query, variables }), headers);
  }

  /** Sends a raw body. */
  async post<Data>(body: string, headers: Readonly<Record<string, string>> = {}): Promise<GraphqlAnswer<Data>> {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json',
        ...(this.token === undefined ? {} : { authorization: `Bearer ${this.token}` }),
        ...headers,
      },
      body,
    });
    const { data, errors = [] } = (await response.json()) as Partial<GraphqlAnswer<Data>>;
    return { status: response.status, headers: response.headers, data: data as Data, errors };
  }

  /** Returns the data of a response; fails if it has errors. */
  async data<Data>(query: string, variables?: Readonly<Record<string, unknown>>): Promise<Data> {
    const { data, errors } = await this.send<Data>(query, variables);
    if (errors.length > 0) throw new Error(JSON.stringify(errors, undefined, 2));
    return data;
  }
}
