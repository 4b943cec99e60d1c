import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import type { MailSettings } from './mail-settings.js';

/** A mail to a customer. */
export interface Mail {
  /** Message-ID without angle brackets; the same id is the same mail, however often it is sent. */
  readonly messageId: string;
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text: string;
}

/** The server took no mail for now: it cannot be reached, or says so. Trying again is worth it for as long as it takes. */
export class MailServerUnavailable extends Error {
  override readonly name = 'MailServerUnavailable';
  readonly code = 'UNAVAILABLE';
}

/** Delivers mails. An abstract class, so that it is its own Nest token. */
export abstract class Mailer {
  /**
   * Hands a mail over. Sent again with the same id, it may arrive twice; the id tells that it is the same.
   *
   * @throws MailServerUnavailable
   */
  abstract send(mail: Mail): Promise<void>;

  /** The mailer that the settings ask for. */
  static open(settings: MailSettings): Mailer {
    return settings.smtpUrl === undefined
      ? new FolderMailer(settings.folder, settings.from)
      : new SmtpMailer(settings.smtpUrl, settings.from);
  }
}

const LIMITS = { connectionTimeout: 5_000, greetingTimeout: 5_000, socketTimeout: 15_000 };

/** Sends through an SMTP server, over few connections that stay open. */
class SmtpMailer extends Mailer {
  readonly #transport: ReturnType<typeof createTransport>;

  constructor(url: string, from: string) {
    super();
    this.#transport = createTransport({ url, pool: true, maxConnections: 3, ...LIMITS }, { from });
  }

  override async send({ to, ...mail }: Mail): Promise<void> {
    try {
      await this.#transport.sendMail({ ...mail, to: { ...to }, messageId: `<${mail.messageId}>` });
    } catch (error) {
      // SMTP answers 5xx to what will never work, like an address that does not exist.
      const { responseCode = 0 } = error as { responseCode?: number };
      if (responseCode >= 500) throw error;
      throw new MailServerUnavailable(`The mail server took no mail: ${String(error)}`, { cause: error });
    }
  }
}

/** Writes each mail into a file named by its id, so that one that is sent again is there once. */
class FolderMailer extends Mailer {
  readonly #transport = createTransport({ jsonTransport: true });
  readonly #folder: string;
  readonly #from: string;

  constructor(folder: string, from: string) {
    super();
    this.#folder = folder;
    this.#from = from;
  }

  override async send({ to, ...mail }: Mail): Promise<void> {
    const { message } = await this.#transport.sendMail({
      ...mail,
      from: this.#from,
      to: { ...to },
      messageId: `<${mail.messageId}>`,
    });
    const file = join(this.#folder, `${mail.messageId.replace(/[^\w.-]/g, '_')}.json`);
    const unfinished = `${file}.${process.pid}.tmp`;
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await writeFile(unfinished, `${String(message)}\n`, { mode: 0o600 });
    await rename(unfinished, file);
  }
}
