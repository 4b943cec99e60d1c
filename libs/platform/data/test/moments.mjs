// A host in a time zone of its own: it writes moments in every way that TypeORM has, and says what it reads of them and
// of those of other hosts. It runs on the built packages.
import 'reflect-metadata';
import { ContextDatabases } from '@multilith/data';
import {
  Between,
  Column,
  CreateDateColumn,
  DeleteDateColumn,
  Entity,
  PrimaryColumn,
  UpdateDateColumn,
  VersionColumn,
} from 'typeorm';

class Moment {}
const column = (name, decorate) => decorate(Moment.prototype, name);
column('id', PrimaryColumn('text'));
column('at', Column('timestamp', { nullable: true }));
column('atWithZone', Column('timestamptz', { nullable: true }));
column('day', Column('date', { nullable: true }));
column('time', Column('time', { nullable: true }));
column('moments', Column('timestamp', { array: true, nullable: true }));
column('zoned', Column('timestamptz', { array: true, nullable: true }));
column('days', Column('date', { array: true, nullable: true }));
column('kept', Column('timestamp', { nullable: true, transformer: { to: (value) => value, from: (value) => value } }));
column('createdAt', CreateDateColumn());
column('updatedAt', UpdateDateColumn());
column('deletedAt', DeleteDateColumn());
column('version', VersionColumn());
Entity('moment')(Moment);

class Create1700000000000 {
  name = 'Create1700000000000';
  up = (runner) =>
    runner.query(`CREATE TABLE moment (id text PRIMARY KEY, at timestamp, "atWithZone" timestamptz, day date, time time,
      moments timestamp[], zoned timestamptz[], days date[], kept timestamp, "createdAt" timestamp NOT NULL DEFAULT now(),
      "updatedAt" timestamp NOT NULL DEFAULT now(), "deletedAt" timestamp, version int NOT NULL DEFAULT 1)`);
}

const { url, host, moments } = JSON.parse(process.argv[2]);
const config = {
  url,
  contextUrls: {},
  poolTotal: 4,
  acquireTimeoutMs: 20_000,
  statementTimeoutMs: 60_000,
  idleInTransactionTimeoutMs: 60_000,
};
const databases = new ContextDatabases(config, host);
const { dataSource } = await databases.open('clock', { entities: [Moment], migrations: [Create1700000000000] }, 1);
const repository = dataSource.getRepository(Moment);

for (const [n, iso] of moments.entries()) {
  const date = new Date(iso);
  const all = {
    at: date,
    atWithZone: date,
    day: date,
    time: date,
    moments: [date, date],
    zoned: [date],
    days: [date],
    kept: date,
  };
  await repository.save({ id: `${host} save ${n}`, ...all });
  await repository.insert({ id: `${host} insert ${n}`, ...all });
  await repository
    .createQueryBuilder()
    .insert()
    .values({ id: `${host} builder ${n}`, ...all })
    .execute();
  await dataSource.query(
    'INSERT INTO moment (id, at, "atWithZone", day, time, moments, zoned, days, kept) VALUES ($1, $2, $9, $3, $4, $5, $6, $7, $8)',
    [`${host} raw ${n}`, date, date, iso.slice(11, 19), [date, date], [date], [date], date, date],
  );
  // Text without a zone, as forms and JSON have it.
  const text = iso.replace('Z', '');
  await repository.save({
    id: `${host} text ${n}`,
    ...all,
    at: text,
    atWithZone: text,
    kept: text,
    day: iso.slice(0, 10),
  });
}

const shown = (value) =>
  value instanceof Date ? value.toISOString() : Array.isArray(value) ? value.map(shown) : value;
const near = (value) => Math.abs(value.getTime() - Date.now()) < 600_000;
const rows = [];
for (const row of await repository.find({ order: { id: 'ASC' } })) {
  const { id, at, atWithZone, day, time, moments: list, zoned, days, kept, createdAt, updatedAt } = row;
  rows.push([id, ...[at, atWithZone, day, time, list, zoned, days, kept].map(shown), near(createdAt), near(updatedAt)]);
}
const raw = (
  await dataSource.query('SELECT id, at, "atWithZone", day, time, moments, zoned, days, kept FROM moment ORDER BY id')
).map((row) => Object.values(row).map(shown));

const found = [];
for (const iso of moments) {
  const date = new Date(iso);
  const before = new Date(date.getTime() - 60_000);
  found.push([
    await repository.countBy({ at: date }),
    await repository.countBy({ at: Between(before, date) }),
    await repository.createQueryBuilder('m').where('m.at = :date', { date }).getCount(),
    await repository
      .createQueryBuilder('m')
      .where('m.at IN (:...dates)', { dates: [date] })
      .getCount(),
    await repository.createQueryBuilder('m').where('m.day = :date', { date }).getCount(),
    (await dataSource.query('SELECT count(*)::int AS n FROM moment WHERE at = ANY($1)', [[date]]))[0].n,
  ]);
}

// What a host changes and removes says so with the same clock.
const [first] = await repository.findBy({ id: `${host} save 0` });
first.time = '01:02:03';
await repository.save(first);
const changed = await repository.findOneByOrFail({ id: first.id });
await repository.softDelete({ id: `${host} insert 0` });
const removed = await repository.findOneOrFail({ where: { id: `${host} insert 0` }, withDeleted: true });
await repository.restore({ id: `${host} insert 0` });
// Saving what was read changes nothing.
const again = await repository.findOneByOrFail({ id: `${host} save 1` });
await repository.save({ ...again });
const unchanged = await repository.findOneByOrFail({ id: `${host} save 1` });
const [special] = await dataSource.query(
  `SELECT 'infinity'::timestamp AS forever, '0044-03-15 12:00:00 BC'::timestamp AS past, NULL::timestamp AS nothing,
     $1::timestamp AS sent, ARRAY[NULL, '2026-01-01 00:00'::timestamp] AS holes`,
  [new Date('-000043-03-15T12:00:00Z')],
);
process.send({
  offset: new Date('2026-07-01T00:00:00Z').getTimezoneOffset(),
  rows,
  raw,
  found,
  near: [near(changed.updatedAt), near(removed.deletedAt), changed.version, unchanged.version],
  special: {
    ...special,
    past: shown(special.past),
    sent: shown(special.sent),
    holes: shown(special.holes),
    forever: String(special.forever),
  },
});
await databases.closeAll();
process.disconnect();
