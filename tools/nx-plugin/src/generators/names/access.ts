import { GeneratorError } from '../generator-error.js';

const ROLE = /^[a-z][a-z0-9-]*$/;
const WORDS: Readonly<Record<string, string>> = {
  public: 'anyone',
  authenticated: 'anyone signed in',
  internal: 'other contexts only',
};

/** Who may send a message, in the forms that contract, spec and pages need. */
export class Access {
  private constructor(readonly value: string) {}

  /**
   * @param value `public`, `authenticated`, `internal`, or a role
   * @throws GeneratorError GENERATOR_NAME_INVALID
   */
  static of(value: string): Access {
    if (ROLE.test(value)) return new Access(value);
    throw new GeneratorError(
      'GENERATOR_NAME_INVALID',
      `'${value}' is not a valid access rule.`,
      'Give a role like editor, or one of public, authenticated, internal.',
    );
  }

  get #isRole(): boolean {
    return !Object.hasOwn(WORDS, this.value);
  }

  get isInternal(): boolean {
    return this.value === 'internal';
  }

  /** What the contract imports beside `command` or `query`. */
  get imports(): string {
    return this.#isRole ? ', roles' : '';
  }

  /** The value of `access`. */
  get code(): string {
    return this.#isRole ? `roles('${this.value}')` : `'${this.value}'`;
  }

  /** For a column of a page. */
  get words(): string {
    return this.#isRole ? `role \`${this.value}\`` : WORDS[this.value]!;
  }

  /** For the end of a description: `` Role `editor`.`` */
  get sentence(): string {
    const words = this.words;
    return `${words[0]!.toUpperCase()}${words.slice(1)}.`;
  }

  /** Returns a caller for a spec that may send the message: an expression that sends it. */
  get sender(): string {
    if (this.value === 'public') return 'context.as(undefined)';
    if (this.isInternal) return `context.asContext('another')`;
    return `context.as({ subject: 'ann', roles: [${this.#isRole ? `'${this.value}'` : ''}] })`;
  }

  /** Returns a caller that may not send the message, and the expected error; `undefined` if every caller may. */
  get refusal(): { readonly title: string; readonly sender: string; readonly code: string } | undefined {
    const refused = (sender: string, code: string) => ({
      title: `is for ${this.words.replaceAll('`', '')}`,
      sender,
      code,
    });
    if (this.value === 'public') return undefined;
    if (this.value === 'authenticated') return refused('context.as(undefined)', 'UNAUTHENTICATED');
    return refused(`context.as({ subject: 'bob', roles: [] })`, 'ACCESS_DENIED');
  }
}
