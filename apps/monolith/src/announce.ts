/** What a developer wants to know of a shop that has started. */
export interface Announcement {
  readonly url: string;
  /** Token for development, where the shop signs its own. */
  readonly token: string | undefined;
  /** Where the token is kept for the command line tools. */
  readonly tokenFile: string;
}

/** Tells a developer where to go. */
export function announcement({ url, token, tokenFile }: Announcement): string[] {
  return [
    '',
    `  Shop      ${url}`,
    `  GraphiQL  ${url}/graphiql`,
    `  Health    ${url}/health/ready`,
    ...(token
      ? ['', `  Token for development (roles sales, warehouse, catalog; also in ${tokenFile}):`, `  ${token}`]
      : []),
    '',
    '  Next: npm run import -- FILE.csv[.gz]   (orders of UCI "Online Retail")',
  ];
}
