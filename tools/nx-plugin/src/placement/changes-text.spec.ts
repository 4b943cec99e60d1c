import { expect, it } from 'vitest';
import { inFull } from './changes-text.js';

it('a change is shown with every line that comes or goes, and two around it', () => {
  const before = 'one\ntwo\nthree\nfour\nfive\nsix\n';
  expect(inFull({ path: 'a', before, after: before.replace('four', 'vier\nfünf') })).toBe(
    'change  a\n    two\n    three\n  - four\n  + vier\n  + fünf\n    five\n    six',
  );
  expect(inFull({ path: 'a', before: undefined, after: 'one\n' })).toBe('create  a\n  + one');
  expect(inFull({ path: 'a', before: 'one\n', after: undefined })).toBe('remove  a\n  - one');
});
