/** Vitest global setup: one PostgreSQL for all specs. Name this file in `globalSetup` of the vitest configuration. */
export { default } from '@multilith/embedded-postgres/testing/global-setup';
