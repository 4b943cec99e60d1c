import { createHash } from 'node:crypto';

/** By which a text is known again. */
export const fingerprintOf = (text: string): string => createHash('sha1').update(text).digest('base64');
