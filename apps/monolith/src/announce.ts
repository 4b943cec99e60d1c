/** Tells a developer where to go; on standard error, so that the log on standard output stays one format. */
export function announce({ url, token }: { readonly url: string; readonly token: string | undefined }): void {
  const lines = [
    '',
    `  Shop      ${url}`,
    `  GraphiQL  ${url}/graphiql`,
    `  Health    ${url}/health/ready`,
    ...(token
      ? ['', '  Token for development (roles sales, warehouse, catalog; also in .data/dev-token):', `  ${token}`]
      : []),
    '',
    '  Next: npm run import -- FILE.csv[.gz]   (orders of UCI "Online Retail")',
    '  Ctrl-C stops the shop and its database.',
    '',
  ];
  process.stderr.write(`${lines.join('\n')}\n`);
}
