import { contract, type MessageClass } from '@multilith/contract';
import type { ContractLock } from '@multilith/contract/lock';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { vi } from 'vitest';
import { compatCommand } from '../src/compat/compat-command.js';
import { lockOf } from '../src/lock/lock-of.js';
import { writeWorkspace } from '../src/workspace.fixture.js';

/** A workspace in a git repository, in which locks are written as `multilith-contract write` writes them. */
export class GateWorkspace {
  readonly root: string;

  constructor(files: Readonly<Record<string, string>> = {}) {
    this.root = writeWorkspace({ 'README.md': '', ...files });
  }

  git(...args: readonly string[]): string {
    const identity = ['-c', 'user.name=Spec', '-c', 'user.email=spec@example.org', '-c', 'commit.gpgsign=false'];
    return execFileSync('git', [...identity, ...args], { cwd: this.root, encoding: 'utf8', stdio: 'pipe' }).trim();
  }

  /** Makes a repository with all files on `main`, and switches to another branch. */
  branch(): this {
    this.git('init', '--quiet', '--initial-branch=main');
    this.commit();
    this.git('switch', '--quiet', '--create', 'work');
    return this;
  }

  commit(): void {
    this.git('add', '--all');
    this.git('commit', '--quiet', '--message', 'state');
  }

  /** Writes the lock of a contract with these messages. */
  lock(context: string, ...messages: readonly MessageClass[]): this {
    const previous = this.read<ContractLock>(this.#lockOf(context));
    const published = this.read<ContractLock>(this.#publishedOf(context));
    const { lock } = lockOf({ context, contract: contract(context, messages), names: new Map(), previous, published });
    this.write(this.#lockOf(context), JSON.stringify(lock));
    return this;
  }

  publish(context: string): this {
    this.write(this.#publishedOf(context), readFileSync(join(this.root, this.#lockOf(context)), 'utf8'));
    return this;
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }

  read<T>(path: string): T | undefined {
    const file = join(this.root, path);
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : undefined;
  }

  remove(path: string): void {
    rmSync(join(this.root, path), { recursive: true });
  }

  /** Runs `multilith-contract compat` and returns what it printed. */
  async compat(...args: readonly string[]): Promise<{ readonly code: number; readonly output: string }> {
    let output = '';
    const print = (text: unknown): void => void (output += `${String(text)}\n`);
    const spies = [
      vi.spyOn(console, 'log').mockImplementation(print),
      vi.spyOn(console, 'error').mockImplementation(print),
    ];
    try {
      return { code: await compatCommand(this.root, args), output };
    } finally {
      for (const spy of spies) spy.mockRestore();
    }
  }

  readonly #lockOf = (context: string): string => `libs/contracts/${context}/src/contract.lock.json`;
  readonly #publishedOf = (context: string): string => `libs/contracts/${context}/contract.published.json`;
}
