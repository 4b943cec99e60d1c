import { expect, it } from 'vitest';
import { announcement } from './announce.js';

const shop = { url: 'http://localhost:3001', token: 'abc', tokenFile: '.data/dev-token' };

it('names the addresses, the token and the next command', () => {
  const text = announcement({ ...shop, settings: { PORT: undefined, DATA_DIR: undefined } }).join('\n');
  expect(text).toContain('http://localhost:3001/graphiql');
  expect(text).toContain('abc');
  expect(text).toContain('Next: npm run import -- FILE.csv');
});

it('repeats the settings without which the next command would look for another shop', () => {
  const text = announcement({ ...shop, settings: { PORT: '3001', DATA_DIR: '/tmp/other' } }).join('\n');
  expect(text).toContain('Next: PORT=3001 DATA_DIR=/tmp/other npm run import -- FILE.csv');
});
