import { afterEach, expect, it, vi } from 'vitest';
import { ShopRefusal } from '../shop/shop-error.js';
import { EXIT, runCli } from './run-cli.js';

const exitCode = process.exitCode;
afterEach(() => {
  process.exitCode = exitCode;
  vi.restoreAllMocks();
});

it('says what the shop answered and what to do when it fails to answer, without a stack', async () => {
  const printed: string[] = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  await runCli(() => Promise.reject(new ShopRefusal('INTERNAL', 'Something went wrong on our side.')), '');
  expect(process.exitCode).toBe(EXIT.failed);
  expect(printed.join('')).toContain('Error INTERNAL: The shop did not answer a question: Something went wrong');
  expect(printed.join('')).toContain('run the same command again');
  expect(printed.join('')).not.toContain('    at ');
});
