import type { StringShape } from '@multilith/contract/lock';
import { z } from 'zod';
import type { JsonSchema } from './json-schema.js';

/** Makes the Zod schema of a format, whose pattern is what JSON Schema can check. */
const FORMATS: Readonly<Record<string, (options: object) => z.ZodType>> = {
  base64: z.base64,
  base64url: z.base64url,
  cidrv4: z.cidrv4,
  cidrv6: z.cidrv6,
  cuid: z.cuid,
  cuid2: z.cuid2,
  date: z.iso.date,
  datetime: z.iso.datetime,
  duration: z.iso.duration,
  e164: z.e164,
  email: z.email,
  emoji: z.emoji,
  guid: z.guid,
  hex: z.hex,
  hostname: z.hostname,
  ipv4: z.ipv4,
  ipv6: z.ipv6,
  ksuid: z.ksuid,
  mac: z.mac,
  nanoid: z.nanoid,
  time: z.iso.time,
  ulid: z.ulid,
  uuid: z.uuid,
  xid: z.xid,
};

/**
 * Formats of JSON Schema that accept at least what Zod does. Validators disagree with Zod about all others: `email` may
 * be narrower, `uri` refuses what `new URL()` reads, `time` asks for an offset.
 */
const KEYWORDS: Readonly<Record<string, string>> = { uuid: 'uuid', guid: 'uuid', date: 'date' };

/** The schema of a text. */
export function textSchema({ minLength, maxLength, patterns = [], format }: StringShape): JsonSchema {
  const known = format === undefined ? {} : formatSchema(format);
  const all = [...(known.pattern === undefined ? [] : [known.pattern]), ...patterns.flatMap(portable)];
  const [first, ...rest] = [...new Set(all)];
  return {
    type: 'string',
    ...(known.format !== undefined && { format: known.format }),
    // Zod counts characters, as JSON Schema does.
    ...(minLength !== undefined && minLength > 0 && { minLength }),
    ...(maxLength !== undefined && { maxLength }),
    ...(first !== undefined && { pattern: first }),
    ...(rest.length > 0 && { allOf: rest.map((pattern) => ({ pattern })) }),
  };
}

/** `datetime(offset, precision=3)`: its pattern, and the keyword if validators agree with Zod about it. */
function formatSchema(text: string): { readonly pattern?: string; readonly format?: string } {
  const [, name = '', listed = ''] = /^(\w+)(?:\((.*)\))?$/.exec(text) ?? [];
  const make = FORMATS[name];
  if (!make) return {};
  const options = Object.fromEntries(
    listed
      .split(', ')
      .filter((option) => option !== '')
      .map((option) => {
        const [key = '', value = 'true'] = option.split('=');
        return [key, value === 'true' ? true : /^-?\d+$/.test(value) ? Number(value) : value];
      }),
  );
  const pattern = patternOf(make(options));
  const isFullTime = name === 'datetime' && options['precision'] !== -1 && options['local'] !== true;
  const format = KEYWORDS[name] ?? (isFullTime ? 'date-time' : undefined);
  return { ...(pattern !== undefined && { pattern }), ...(format !== undefined && { format }) };
}

/** The pattern that Zod itself gives a format. */
function patternOf(schema: z.ZodType): string | undefined {
  const { pattern } = z.toJSONSchema(schema, { unrepresentable: 'any' });
  return typeof pattern === 'string' ? portable(`/${pattern}/`)[0] : undefined;
}

/**
 * The source of a regular expression; nothing if it means something else in JSON Schema, where expressions have no flags
 * but `u`.
 */
function portable(expression: string): string[] {
  const [, source = '', flags = ''] = /^\/(.*)\/([a-z]*)$/s.exec(expression) ?? [];
  if (/[imsvy]/.test(flags)) return [];
  try {
    new RegExp(source, 'u');
    return [source];
  } catch {
    return [];
  }
}
