/** Prefix of the message about a server whose certificate is not that of the addressed host. */
export const IDENTITY_PROBLEM = 'The certificate of the server is not that of the host';

/** Texts of grpc-js, Node and OpenSSL, and what they mean. */
const MEANINGS: readonly (readonly [RegExp, string])[] = [
  [/certificate has expired/i, 'its certificate has expired'],
  [/certificate is not yet valid/i, 'its certificate is not valid yet'],
  [/unsuitable certificate purpose/i, 'its certificate is not for servers'],
  [
    /self[- ]signed certificate|unable to (?:get|verify)|certificate signature failure/i,
    'no authority in GRPC_TLS_CA has signed its certificate',
  ],
  [
    /wrong version number|packet length too long|record layer failure|http request/i,
    'it answers in plain text, and this host has TLS',
  ],
  [/\balert\b|certificate required|bad certificate|unknown ca\b/i, 'it refuses the certificate of this host'],
  [
    /Failed to connect \(/,
    'it ended the connection before it answered, as servers do that refuse the certificate of this host, or that have TLS where this host has none',
  ],
];

/**
 * Returns why TLS with a server failed; `undefined` if the connection failed for another reason, such as a server that
 * does not run.
 *
 * @param details message of the status `UNAVAILABLE` of a call
 * @example tlsProblem('… Last error: Error: certificate has expired') // 'its certificate has expired'
 */
export function tlsProblem(details: string): string | undefined {
  const [, names] = new RegExp(`${IDENTITY_PROBLEM} (.*?)(?:\\. Resolution note|$)`).exec(details) ?? [];
  if (names !== undefined) return `its certificate is not that of ${names}`;
  return MEANINGS.find(([text]) => text.test(details))?.[1];
}
