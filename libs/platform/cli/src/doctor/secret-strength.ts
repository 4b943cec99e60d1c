/** Minimum random bytes of a login's password. */
export const PASSWORD_BYTES = 16;
/** Minimum random bytes of a secret that other secrets are derived from. */
export const ROOT_SECRET_BYTES = 32;

/** Returns why a secret is weak, without showing it; `undefined` if it is strong. */
export function weakness(secret: string, bytes: number): string | undefined {
  const found = Math.floor(bytesIn(secret));
  if (found < bytes) return `holds ${found} bytes at most, fewer than ${bytes}`;
  // That many random bytes have more different characters than this, also in hex.
  if (new Set(secret).size < 10) return 'is not random';
  return undefined;
}

/** Returns how many random bytes a text can contain at most: as hex, as base64, else as text. */
function bytesIn(secret: string): number {
  // Passwords of NATS begin with a letter that does not belong to the hex digits.
  if (/^[a-z]?[\da-f]+$/i.test(secret)) return secret.length / 2;
  return secret.replace(/=+$/, '').length * 0.75;
}

/** Returns the password in a URL; `undefined` if the text is not a URL or has no password. */
export function passwordIn(url: string | undefined): string | undefined {
  if (!url || !URL.canParse(url)) return undefined;
  const { password } = new URL(url);
  return password ? decodeURIComponent(password) : undefined;
}
