/** Fewest random bytes of a password of a login. */
export const PASSWORD_BYTES = 16;
/** Fewest random bytes of what other secrets are derived from. */
export const ROOT_SECRET_BYTES = 32;

/** What is wrong with a secret, without showing it; `undefined` if it is strong. */
export function weakness(secret: string, bytes: number): string | undefined {
  const found = Math.floor(bytesIn(secret));
  if (found < bytes) return `holds ${found} bytes at most, fewer than ${bytes}`;
  // That many random bytes have more different characters than this, also as hex.
  if (new Set(secret).size < 10) return 'is not random';
  return undefined;
}

/** How many random bytes a text can hold at most: as hex, as base64, else as text. */
function bytesIn(secret: string): number {
  // Passwords of NATS begin with a letter that is no part of the hex.
  if (/^[a-z]?[\da-f]+$/i.test(secret)) return secret.length / 2;
  return secret.replace(/=+$/, '').length * 0.75;
}

/** The password in a URL; `undefined` if the text is no URL or has none. */
export function passwordIn(url: string | undefined): string | undefined {
  if (!url || !URL.canParse(url)) return undefined;
  const { password } = new URL(url);
  return password ? decodeURIComponent(password) : undefined;
}
