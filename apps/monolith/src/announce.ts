/** What a developer wants to know of a shop that has started. */
export interface Announcement {
  readonly url: string;
  /** Token for development, where the shop signs its own. */
  readonly token: string | undefined;
  /** Where the token is kept for the command line tools. */
  readonly tokenFile: string;
  /** Whether the shop runs on the embedded database. */
  readonly embedded: boolean;
}

/** Tells a developer where to go; on standard error, so that the log on standard output stays one format. */
export function announce({ url, token, tokenFile, embedded }: Announcement): void {
  const lines = [
    '',
    `  Shop      ${url}`,
    `  GraphiQL  ${url}/graphiql`,
    `  Health    ${url}/health/ready`,
    ...(token
      ? ['', `  Token for development (roles sales, warehouse, catalog; also in ${tokenFile}):`, `  ${token}`]
      : []),
    '',
    '  Next: npm run import -- FILE.csv[.gz]   (orders of UCI "Online Retail")',
    `  Ctrl-C stops the shop${embedded ? ' and its database' : ''}.`,
    '',
  ];
  process.stderr.write(`${lines.join('\n')}\n`);
}
