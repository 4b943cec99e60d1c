/**
 * What an order passes through runs between hosts in every run: the handlers that other contexts wait for, and the whole
 * checkout. `npm run test:topologies` has everything do so.
 */
const BETWEEN_HOSTS = [
  /\/libs\/modules\/orders\/.*\/(?:place|confirm|reject)-order\.handler\.spec\.ts$/,
  /\/libs\/modules\/inventory\/.*\/reserve-stock\.spec\.ts$/,
  /\/libs\/modules\/payments\/.*\/(?:capture-payment|follow-return)\.handler\.spec\.ts$/,
  /\/libs\/platform\/testing\/test\/calls\/[^/]*\.spec\.ts$/,
  /\/apps\/monolith\/test\/(?:orders|returns)\.spec\.ts$/,
];

/** Whether a spec file runs over NATS and over gRPC too, if `MULTILITH_TOPOLOGIES` does not say what it runs under. */
export const runsBetweenHosts = (path: string): boolean => BETWEEN_HOSTS.some((form) => form.test(path));
