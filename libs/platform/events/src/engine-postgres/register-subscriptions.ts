import type { SubscribedPublisher, SubscriptionRegistration } from '../engine/ports.js';
import { quoteIdentifier, LANES, type UnitOfWork } from '@multilith/data';

/**
 * Stores the subscriptions of a context, in one transaction. Instances that start together take turns; the second one
 * finds the cursors and does not move them.
 *
 * @returns stored subscriptions that the context no longer declares
 */
export async function registerSubscriptions(
  unitOfWork: UnitOfWork,
  schema: string,
  registrations: readonly SubscriptionRegistration[],
): Promise<readonly SubscribedPublisher[]> {
  const table = (name: string): string => `${quoteIdentifier(schema)}.${name}`;
  await unitOfWork.query(`LOCK TABLE ${table('subscription')} IN SHARE ROW EXCLUSIVE MODE`);
  const names = registrations.map(({ subscription }) => subscription);
  const publishers = registrations.map(({ publisher }) => publisher);
  const events = JSON.stringify(registrations.map((registration) => registration.events));
  await unitOfWork.query(
    `INSERT INTO ${table('subscription')} (name, publisher, events)
SELECT r.name, r.publisher, ARRAY(SELECT json_array_elements_text($3::json -> (r.place::integer - 1)))
FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS r (name, publisher, place)
ON CONFLICT (name, publisher) DO UPDATE SET events = excluded.events, orphaned_since = NULL`,
    [names, publishers, events],
  );
  const beginning = registrations.filter(({ begin }) => begin);
  await unitOfWork.query(
    `INSERT INTO ${table('subscription_cursor')} (subscription, publisher, lane, epoch, position)
SELECT r.subscription, r.publisher, lane, r.epoch, r.position
FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[]) AS r (subscription, publisher, epoch, position),
  generate_series(0, ${LANES - 1}) AS lane
ON CONFLICT DO NOTHING`,
    [
      beginning.map(({ subscription }) => subscription),
      beginning.map(({ publisher }) => publisher),
      beginning.map(({ begin }) => begin!.epoch),
      beginning.map(({ begin }) => begin!.position),
    ],
  );
  const { rows } = await unitOfWork.query(
    `UPDATE ${table('subscription')} s SET orphaned_since = coalesce(s.orphaned_since, now())
WHERE NOT EXISTS (
  SELECT 1 FROM unnest($1::text[], $2::text[]) AS r (name, publisher)
  WHERE r.name = s.name AND r.publisher = s.publisher)
RETURNING s.name AS subscription, s.publisher`,
    [names, publishers],
  );
  return rows as unknown as SubscribedPublisher[];
}
