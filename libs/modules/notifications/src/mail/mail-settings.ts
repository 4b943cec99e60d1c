import { join, resolve } from 'node:path';

/** The destination of mails: an SMTP server, or a folder. */
export interface MailSettings {
  /** Sender of every mail. */
  readonly from: string;
  /** URL of the SMTP server, like `smtps://user:secret@mail.example.com`. */
  readonly smtpUrl: string | undefined;
  /** The folder in which each mail becomes a JSON file, if there is no server. */
  readonly folder: string;
}

/**
 * Reads `NOTIFICATIONS_SMTP_URL`, `NOTIFICATIONS_FOLDER` (default: `mail` in `DATA_DIR`, which is `.data`) and
 * `NOTIFICATIONS_FROM`.
 *
 * @throws Error naming the variable, when its value is no URL of an SMTP server
 */
export function mailSettings(env: Readonly<Record<string, string | undefined>>): MailSettings {
  const smtpUrl = env['NOTIFICATIONS_SMTP_URL'] || undefined;
  // The value is not repeated: it holds a password.
  if (smtpUrl !== undefined && !/^smtps?:\/\/[^/]+/.test(smtpUrl))
    throw new Error('NOTIFICATIONS_SMTP_URL is no URL of an SMTP server. Give one like smtps://user:secret@host:465.');
  return {
    smtpUrl,
    folder: resolve(env['NOTIFICATIONS_FOLDER'] || join(env['DATA_DIR'] || '.data', 'mail')),
    from: env['NOTIFICATIONS_FROM'] || 'The shop <orders@shop.example>',
  };
}
