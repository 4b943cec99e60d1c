// Places orders with connect-es and the code that protoc-gen-es generates from the contract of orders.
import { createHash, createPrivateKey, randomBytes, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Code, ConnectError, createClient } from '@connectrpc/connect';
import { createGrpcTransport, Http2SessionManager } from '@connectrpc/connect-node';
import { ErrorInfoSchema } from './gen/google/rpc/error_details_pb.js';
import { OrdersService, UnknownProductsSchema } from './gen/orders/v1/orders_pb.js';

const [address, reference] = process.argv.slice(2);
const { GRPC_TLS_CA, GRPC_TLS_CERT, GRPC_TLS_KEY, PRINCIPAL_KEY } = process.env;

/** Signs a principal without roles for calls to one context, valid for five minutes. */
function bearer(issuer, key, subject, context) {
  const base64url = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const digest = (text) => createHash('sha256').update(text).digest('base64url');
  const secret = randomBytes(16).toString('base64url');
  const now = Math.floor(Date.now() / 1_000);
  const header = { alg: 'EdDSA', kid: digest(key.export({ format: 'jwk' }).x).slice(0, 12), typ: 'ml-principal' };
  const [claims, person] = [
    { use: 'call', iss: issuer, aud: context, iat: now, exp: now + 300 },
    { sub: subject, roles: [] },
  ];
  const body = `${base64url(header)}.${base64url({ ...claims, ...person, cnf: digest(secret) })}`;
  return `Bearer ${body}.${sign(null, Buffer.from(body), key).toString('base64url')}~${secret}`;
}

const tls = GRPC_TLS_CA && {
  ca: readFileSync(GRPC_TLS_CA),
  cert: readFileSync(GRPC_TLS_CERT),
  key: readFileSync(GRPC_TLS_KEY),
  // The certificate of a host has the name of the host, at whatever address it runs.
  servername: 'orders',
};
const baseUrl = `${tls ? 'https' : 'http'}://${address}`;
const sessionManager = new Http2SessionManager(baseUrl, undefined, tls);
const orders = createClient(OrdersService, createGrpcTransport({ baseUrl, sessionManager }));

/** Returns the status, details and trailers of a failed call. */
async function failure(call) {
  try {
    await call;
  } catch (cause) {
    const error = ConnectError.from(cause);
    const [info] = error.findDetails(ErrorInfoSchema);
    const [unknown] = error.findDetails(UnknownProductsSchema);
    return {
      code: Code[error.code].replace(/(?<=[a-z])[A-Z]/g, '_$&').toUpperCase(),
      mayHaveExecuted: error.metadata.get('may-have-executed'),
      reason: info?.reason,
      skus: unknown?.skus,
    };
  }
}

// Without TLS, a client names itself.
const name = { 'multilith-host': 'partner' };
const signed = { ...name, authorization: bearer('partner', createPrivateKey(PRINCIPAL_KEY), 'ada', 'orders') };
const once = { ...signed, 'idempotency-key': reference };
const mugs = (quantity, sku = 'MUG-BLUE') => ({
  customerId: 'ada',
  reference,
  lines: [{ sku, quantity: BigInt(quantity) }],
});
const place = async (request, headers) => (await orders.placeOrder(request, { headers, timeoutMs: 60_000 })).orderId;

console.log(
  JSON.stringify({
    placed: [await place(mugs(2), once), await place(mugs(2), once)],
    reused: await failure(place(mugs(3), once)),
    unknown: await failure(place(mugs(1, 'NO-SUCH-MUG'), signed)),
    anonymous: await failure(place(mugs(1), name)),
  }),
);
// An open connection would keep the program running.
sessionManager.abort();
