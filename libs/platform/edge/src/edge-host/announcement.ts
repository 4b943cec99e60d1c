/** Information for a developer about an edge host that has started. */
export interface Announcement {
  /** Name of the product. */
  readonly name: string;
  readonly url: string;
  /** Whether the host has a GraphQL endpoint. */
  readonly graphql: boolean;
  /** Token for development, if the host signs its own. */
  readonly token: string | undefined;
  /** Roles in {@link token}. */
  readonly roles: readonly string[];
  /** File that contains the token for command line tools. */
  readonly tokenFile: string;
  /** Settings with which command line tools find a host that is not at its default address. */
  readonly settings: Readonly<Record<string, string | undefined>>;
  /** A command to run next, with an explanation. */
  readonly nextStep: string | undefined;
}

/** Returns lines with the addresses of the host, its token for development and the next command. */
export function announcement({
  name,
  url,
  graphql,
  token,
  roles,
  tokenFile,
  settings,
  nextStep,
}: Announcement): string[] {
  const found = Object.entries(settings).flatMap(([setting, value]) => (value ? [`${setting}=${value} `] : []));
  const inside = [...(roles.length > 0 ? [`roles ${roles.join(', ')}`] : []), `also in ${tokenFile}`].join('; ');
  return [
    '',
    `  ${name.padEnd(8)}  ${url}`,
    ...(graphql ? [`  GraphiQL  ${url}/graphiql`] : []),
    `  Health    ${url}/health/ready`,
    ...(token ? ['', `  Token for development (${inside}):`, `  ${token}`] : []),
    ...(nextStep ? ['', `  Next: ${found.join('')}${nextStep}`] : []),
  ];
}
