/** What every transport must do, and what its features promise, as a suite of specs that its package runs. Needs vitest. */
export { describeTransport } from '../transport/conformance/describe-transport.js';
export { featureRow, FEATURES, type TransportFeatures } from '../transport/conformance/features.js';
export { jsonHost, plainly, type JsonHost, type PlainRequest } from '../transport/conformance/json-host.js';
export {
  anAnswer,
  aRequest,
  echo,
  freshContext,
  plain,
  type GivenRequest,
  type HostProcess,
  type PlainReply,
  type TransportUnderTest,
  type TransportWorld,
} from '../transport/conformance/transport-world.js';
