/** What every transport must do, as a suite of specs that its package runs. Needs vitest. */
export {
  aRequest,
  describeTransport,
  freshContext,
  type TransportWorld,
} from '../transport/conformance/describe-transport.js';
