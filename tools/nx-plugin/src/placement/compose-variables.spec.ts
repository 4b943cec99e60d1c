import { expect, it } from 'vitest';
import {
  addVariable,
  handOver,
  keptDatabase,
  removeVariable,
  required,
  writeNatsPasswords,
} from './compose-variables.js';

const COMPOSE = `services:
  nats:
    image: nats
    environment:
      MONOLITH_NATS_PASSWORD: ${required('MONOLITH_NATS_PASSWORD')}
    ports: []

  monolith:
    environment:
      NODE_ENV: production
      CATALOG_DATABASE_URL: ${required('CATALOG_DATABASE_URL')}
      # Goes on after a comment.
      GIFT_CARDS_DATABASE_URL: ${required('GIFT_CARDS_DATABASE_URL')} # pinned
      NATS_URL: nats://nats:4222
`;

it.each([
  ['catalog', 'gift-cards'],
  ['gift-cards', 'catalog'],
])('moves the databases of %s and %s to hosts of their own and back, to the byte', (first, second) => {
  const without = removeVariable(COMPOSE.replace(' # pinned', ''), {
    service: 'monolith',
    name: 'NATS_URL',
    value: 'nats://nats:4222',
  });
  const home = `${without.replace('      # Goes on after a comment.\n', '')}`;
  for (const text of [home, home.replaceAll('\n', '\r\n')]) {
    const one = handOver(text, first, 'own host');
    const both = handOver(one, second, 'own host');
    expect(both).not.toContain('_DATABASE_URL');
    expect(handOver(both, second, 'monolith')).toBe(one);
    expect(handOver(one, first, 'monolith')).toBe(text);
    expect(handOver(handOver(both, first, 'monolith'), second, 'monolith')).toBe(text);
  }
});

it('gives the NATS server the passwords of the hosts that log in, and of no other', () => {
  const contexts = ['catalog', 'gift-cards'];
  const both = writeNatsPasswords(COMPOSE, contexts, new Set(contexts));
  const one = writeNatsPasswords(both, contexts, new Set(['gift-cards']));
  expect(one).toContain(`GIFT_CARDS_NATS_PASSWORD: ${required('GIFT_CARDS_NATS_PASSWORD')}`);
  expect(one).not.toContain('CATALOG_NATS_PASSWORD');
  expect(writeNatsPasswords(one, contexts, new Set(contexts))).toBe(both);
  expect(writeNatsPasswords(both, contexts, new Set())).toBe(COMPOSE);
});

it('leaves comments and what was written by hand where it is, and says so', () => {
  const byHand = COMPOSE.replace(required('CATALOG_DATABASE_URL'), 'postgres://catalog@elsewhere/catalog');
  const out = handOver(byHand, 'catalog', 'own host');
  expect(out).toContain('postgres://catalog@elsewhere/catalog');
  expect(out).toContain('# Goes on after a comment.');
  expect(keptDatabase(out, 'catalog')).toMatch(/CATALOG_DATABASE_URL .* move it to the service catalog/);
  expect(keptDatabase(handOver(COMPOSE, 'catalog', 'own host'), 'catalog')).toBeUndefined();
  expect(handOver(out, 'catalog', 'monolith')).toBe(byHand);
});

it('leaves a file alone that has one login for all contexts and a NATS server without users', () => {
  const text = `services:
  nats:
    image: nats
  monolith:
    environment:
      DATABASE_URL: postgres://somewhere
`;
  expect(handOver(handOver(text, 'orders', 'own host'), 'orders', 'monolith')).toBe(text);
  const listed = text.replace('DATABASE_URL: ', '- DATABASE_URL=');
  expect(handOver(listed, 'orders', 'own host')).toBe(listed);
  expect(addVariable(text, { service: 'nosuch', name: 'A', value: 'b' })).toBe(text);
});
