import { createPrivateKey, type X509Certificate } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MultilithError } from '@multilith/contract';
import { CertificateAuthority, certificatesIn, type IssuedCertificate } from '@multilith/grpc/certificates';

/** The files of a certificate and its key. */
export interface CertificateFiles {
  /** Contents of the files; `undefined` if no file exists. */
  readonly certificate: X509Certificate | undefined;
  /** Path of the certificate, for people. */
  readonly path: string;
  write(issued: IssuedCertificate): void;
}

const AUTHORITY = 'ca';

/** A folder with the certificates of a deployment: `ca.crt`, `ca.key`, and `<name>.crt`, `<name>.key` for each of them. */
export class CertificateFolder {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The certificates that hosts trust: that of the current authority first, then those of former ones. */
  get authorities(): readonly X509Certificate[] {
    const text = this.#read(`${AUTHORITY}.crt`);
    return text === undefined ? [] : certificatesIn(text);
  }

  /**
   * Opens the authority of the folder; `undefined` if the folder has no authority yet.
   * @throws MultilithError `CERTIFICATES_FOREIGN` if its key is elsewhere, unless it may be replaced
   */
  openAuthority(mayReplace: boolean): CertificateAuthority | undefined {
    const [certificate] = this.authorities;
    const key = this.#read(`${AUTHORITY}.key`);
    if (certificate === undefined && key === undefined && this.#read(`${AUTHORITY}.crt`) === undefined)
      return undefined;
    const where = join(this.#folder, AUTHORITY);
    if (certificate !== undefined && key !== undefined && fits(certificate, key))
      return CertificateAuthority.from({ certificate: certificate.toString(), key });
    if (mayReplace) return undefined;
    throw foreign(
      `${where}.crt and ${where}.key are not an authority: one of them is missing, or they do not belong together`,
    );
  }

  /**
   * Writes a new authority.
   *
   * @param keepsFormer whether those before it stay trusted until they expire, so that hosts can change one by one
   */
  writeAuthority(authority: CertificateAuthority, keepsFormer: boolean): void {
    const former = keepsFormer ? this.authorities.filter(({ validTo }) => new Date(validTo) > new Date()) : [];
    this.#write(`${AUTHORITY}.key`, authority.key);
    this.#write(`${AUTHORITY}.crt`, [authority.certificate, ...former.map(String)].join(''));
  }

  /**
   * Returns the files of a host or a client.
   *
   * @param name of the files; that of a client ends with `.client`, that of a host never does
   * @throws MultilithError `CERTIFICATES_FOREIGN` for files that were not made by an authority of this folder
   */
  filesOf(name: string, mayReplace: boolean): CertificateFiles {
    const [file, keyFile] = [`${name}.crt`, `${name}.key`];
    const path = join(this.#folder, file);
    const write = ({ certificate, key }: IssuedCertificate): void => {
      this.#write(keyFile, key);
      this.#write(file, certificate);
    };
    const text = this.#read(file);
    const key = this.#read(keyFile);
    const [certificate] = text === undefined ? [] : certificatesIn(text);
    const isOurs = certificate !== undefined && this.authorities.some((authority) => isIssued(certificate, authority));
    // A certificate without its key, as after an interrupted write, cannot be used.
    if (isOurs)
      return { certificate: key !== undefined && fits(certificate, key) ? certificate : undefined, path, write };
    if (mayReplace || (text === undefined && key === undefined)) return { certificate: undefined, path, write };
    throw foreign(`${path} or its key was not made by the authority in this folder`);
  }

  #read(name: string): string | undefined {
    const path = join(this.#folder, name);
    return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  }

  /** Writes atomically: hosts read the files while they run. Keys are for their owner only. */
  #write(name: string, text: string): void {
    this.#create();
    const path = join(this.#folder, name);
    const mode = name.endsWith('.key') ? 0o600 : 0o644;
    writeFileSync(`${path}.new`, text, { mode });
    chmodSync(`${path}.new`, mode);
    renameSync(`${path}.new`, path);
  }

  /** Only its owner may look into the folder, and git leaves it out. */
  #create(): void {
    if (existsSync(this.#folder)) return;
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    writeFileSync(join(this.#folder, '.gitignore'), '*\n');
  }
}

const isIssued = (certificate: X509Certificate, authority: X509Certificate): boolean =>
  certificate.checkIssued(authority) && certificate.verify(authority.publicKey);

function fits(certificate: X509Certificate, key: string): boolean {
  try {
    return certificate.checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}

const foreign = (problem: string): MultilithError =>
  new MultilithError(
    'CERTIFICATES_FOREIGN',
    `${problem}.`,
    'Give another folder with --folder, or replace the files with --force. Nothing was changed.',
  );
