import type { ServerResponse } from 'node:http';

/**
 * Headers of every answer over HTTP, whatever it is: browsers take it for nothing but what it says it is, run nothing in it,
 * show it in no frame, lend it to no page of another site and send its address to no other. A page that needs more sets a
 * `content-security-policy` of its own.
 */
export const ANSWER_HEADERS = Object.freeze({
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
});

/** Sets {@link ANSWER_HEADERS} on an answer of a plain Node server, before anything of it is sent. */
export function setAnswerHeaders(response: ServerResponse): void {
  for (const [name, value] of Object.entries(ANSWER_HEADERS)) response.setHeader(name, value);
}
