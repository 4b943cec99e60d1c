import { expect, it } from 'vitest';
import { createTestDatabase } from './test-database.js';

it('creates a separate empty database for each caller and removes it with the roles of its contexts', async () => {
  const [one, two] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  await one.query('CREATE TABLE only_here (id int)');
  await one.query(`CREATE ROLE ${one.name}_orders LOGIN`);
  expect(await two.query(`SELECT to_regclass('only_here') AS found`)).toEqual([{ found: null }]);

  await one.drop();
  expect(await two.query('SELECT datname FROM pg_database WHERE datname = $1', [one.name])).toEqual([]);
  expect(await two.query('SELECT rolname FROM pg_roles WHERE starts_with(rolname, $1)', [one.name])).toEqual([]);
  await two.drop();
});
