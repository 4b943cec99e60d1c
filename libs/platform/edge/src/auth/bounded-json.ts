import { issuerUnreadable } from './issuer-unreadable.js';

/** Longest time for an answer of a provider, body included, in milliseconds. */
const PATIENCE_MS = 5_000;
/** Largest answer of a provider, in bytes. A key takes half a kilobyte. */
const MAX_BYTES = 256 * 1024;

/**
 * Reads JSON from a configured URL. Redirects are not followed, because they could lead anywhere; an answer that is too
 * large or too slow is an error.
 *
 * @throws MultilithError `AUTH_ISSUER_UNREADABLE` with the reason and the URL
 */
export async function readJson(url: URL, { patienceMs = PATIENCE_MS, maxBytes = MAX_BYTES } = {}): Promise<unknown> {
  const signal = AbortSignal.timeout(patienceMs);
  const response = await fetch(url, { redirect: 'manual', signal, headers: { accept: 'application/json' } }).catch(
    (cause: unknown) => {
      throw issuerUnreadable(`${url.href} does not answer.`, { cause });
    },
  );
  try {
    if (response.status !== 200)
      throw issuerUnreadable(`${url.href} answered with status ${response.status} instead of 200.`);
    return parsed(url, await textOf(response, url, maxBytes));
  } finally {
    await response.body?.cancel().catch(() => undefined);
  }
}

async function textOf({ body }: Response, url: URL, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    const part = chunk as Uint8Array;
    bytes += part.byteLength;
    if (bytes > maxBytes) throw issuerUnreadable(`${url.href} answered with more than ${maxBytes} bytes.`);
    chunks.push(part);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(url: URL, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw issuerUnreadable(`${url.href} answered with something else than JSON.`, { cause });
  }
}
