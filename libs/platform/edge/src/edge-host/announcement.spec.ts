import { expect, it } from 'vitest';
import { announcement } from './announcement.js';

const host = {
  name: 'Library',
  url: 'http://localhost:3001',
  graphql: true,
  token: 'abc',
  roles: ['reader', 'librarian'],
  tokenFile: '.data/dev-token',
  nextStep: 'npm run lend -- BOOK',
};

it('names the addresses, the token with its roles and the next command', () => {
  const text = announcement({ ...host, settings: { PORT: undefined, DATA_DIR: undefined } }).join('\n');
  expect(text).toContain('  Library   http://localhost:3001\n');
  expect(text).toContain('http://localhost:3001/graphiql');
  expect(text).toContain('Token for development (roles reader, librarian; also in .data/dev-token):\n  abc');
  expect(text).toContain('Next: npm run lend -- BOOK');
});

it('repeats the settings that the next command needs to find this host', () => {
  const text = announcement({ ...host, settings: { PORT: '3001', DATA_DIR: '/tmp/other' } }).join('\n');
  expect(text).toContain('Next: PORT=3001 DATA_DIR=/tmp/other npm run lend -- BOOK');
});

it('leaves out missing parts', () => {
  const text = announcement({ ...host, graphql: false, token: undefined, nextStep: undefined, settings: {} }).join(
    '\n',
  );
  expect(text).not.toMatch(/GraphiQL|Token|Next/);
});
