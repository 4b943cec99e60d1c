import { createHash } from 'node:crypto';

/** Returns a hash that identifies a text. */
export const fingerprintOf = (text: string): string => createHash('sha1').update(text).digest('base64');
