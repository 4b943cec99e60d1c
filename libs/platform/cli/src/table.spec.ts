import { expect, it } from 'vitest';
import { table } from './table.js';

it('has one line for each row, whatever its cells contain', () => {
  const cells = ['\n', '\r', '\u2028', '\x1b[2J', '\u202e'].map((hostile) => [`a${hostile}b`, 1]);
  const lines = table(['key', 'count'], cells).split(/[\n\r\u2028]/);
  expect(lines).toEqual([
    'key          count',
    'a\\nb             1',
    'a\\rb             1',
    'a\\u2028b         1',
    'a\\u001b[2Jb      1',
    'a\\u202eb         1',
  ]);
});
