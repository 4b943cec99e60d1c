/** What a developer wants to know of a shop that has started. */
export interface Announcement {
  readonly url: string;
  /** Token for development, where the shop signs its own. */
  readonly token: string | undefined;
  /** Where the token is kept for the command line tools. */
  readonly tokenFile: string;
  /** Settings by which tools of this workspace find a shop that is not where they look by themselves. */
  readonly settings: Readonly<Record<string, string | undefined>>;
}

/** Tells a developer where to go. */
export function announcement({ url, token, tokenFile, settings }: Announcement): string[] {
  const found = Object.entries(settings).flatMap(([name, value]) => (value ? [`${name}=${value} `] : []));
  return [
    '',
    `  Shop      ${url}`,
    `  GraphiQL  ${url}/graphiql`,
    `  Health    ${url}/health/ready`,
    ...(token
      ? ['', `  Token for development (roles sales, warehouse, catalog; also in ${tokenFile}):`, `  ${token}`]
      : []),
    '',
    `  Next: ${found.join('')}npm run import -- FILE.csv[.gz]   (orders of UCI "Online Retail")`,
  ];
}
