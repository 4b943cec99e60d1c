import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Long enough for databases and hosts on a busy machine. */
const PATIENCE_MS = 300_000;

/** The hosts of a workspace outside of this repository, under their supervisor. */
export class StartedHosts {
  readonly #child: ChildProcess;
  readonly #dataDir: string;
  readonly #exited: Promise<unknown[]>;
  #output = '';
  #listeners: (() => void)[] = [];

  constructor(program: string, workspace: string, dataDir: string, env: NodeJS.ProcessEnv) {
    this.#dataDir = dataDir;
    this.#child = spawn(program, ['start'], { cwd: workspace, env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.#child.stdout!, this.#child.stderr!])
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.#output += text;
        this.#listeners.forEach((listener) => listener());
      });
    this.#exited = once(this.#child, 'close');
    void this.#exited.then(() => this.#listeners.forEach((listener) => listener()));
  }

  /** Everything they have printed. */
  get output(): string {
    return this.#output;
  }

  /**
   * Waits until something is printed.
   *
   * @throws Error with everything that was printed, if the supervisor ends before or five minutes pass
   */
  printed(pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const fail = (why: string): void => reject(new Error(`${pattern} was not printed (${why}):\n${this.#output}`));
      const timer = setTimeout(() => fail(`${PATIENCE_MS} ms have passed`), PATIENCE_MS);
      const look = (): void => {
        const found = pattern.exec(this.#output);
        if (!found && this.#child.exitCode === null && this.#child.signalCode === null) return;
        clearTimeout(timer);
        this.#listeners = this.#listeners.filter((each) => each !== look);
        if (found) resolve(found);
        else fail(`it ended with ${this.#child.exitCode ?? this.#child.signalCode}`);
      };
      this.#listeners.push(look);
      look();
    });
  }

  /** The address of the edge. */
  async url(): Promise<string> {
    const [, url] = await this.printed(/Listening at (http:[^\s"]+)/);
    return url!;
  }

  /** Sends a GraphQL document with the token of development. */
  async graphql(query: string): Promise<{ readonly data?: unknown; readonly errors?: unknown }> {
    const response = await fetch(`${await this.url()}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${readFileSync(join(this.#dataDir, 'dev-token'), 'utf8').trim()}`,
      },
      body: JSON.stringify({ query }),
    });
    return (await response.json()) as { data?: unknown; errors?: unknown };
  }

  /** Stops all of them as Ctrl-C does; returns the exit code of the supervisor. */
  async stop(): Promise<number | null> {
    if (this.#child.exitCode === null) this.#child.kill('SIGINT');
    await this.#exited;
    return this.#child.exitCode;
  }
}
