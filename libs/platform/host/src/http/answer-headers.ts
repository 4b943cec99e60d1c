import type { ServerResponse } from 'node:http';

/**
 * Headers of every HTTP response: browsers do not sniff the content type, run no scripts, allow no framing and no use
 * by other sites, and send no referrer. A page that needs more sets its own `content-security-policy`.
 */
export const ANSWER_HEADERS = Object.freeze({
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
});

/** Sets {@link ANSWER_HEADERS} on a response of a plain Node server, before anything is sent. */
export function setAnswerHeaders(response: ServerResponse): void {
  for (const [name, value] of Object.entries(ANSWER_HEADERS)) response.setHeader(name, value);
}
