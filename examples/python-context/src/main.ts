import 'reflect-metadata';
import { MultilithRuntime, startHost, temporaryPrincipalKeys } from '@multilith/runtime/host';
import { startPythonServer } from './python-server.js';
import { Describe, Recommend } from './storefront.module.js';

const python = await startPythonServer();

const host = await startHost({
  topology: { ratings: { transport: 'grpc' } },
  contexts: { storefront: { module: () => import('./storefront.module.js').then((file) => file.StorefrontModule) } },
  transports: {
    grpc: async (options) => {
      const { connectGrpc } = await import('@multilith/grpc');
      return connectGrpc({ ...options, listen: '127.0.0.1:0', hosts: `ratings=${python.address}` });
    },
  },
  principalKeys: temporaryPrincipalKeys(),
  logger: false,
});
const { commandBus, queryBus } = host.app.get(MultilithRuntime);

console.log(await commandBus.execute(new Recommend({ sku: 'CUP', stars: 5 })));
console.log(await commandBus.execute(new Recommend({ sku: 'CUP', stars: 4 })));
console.log(await commandBus.execute(new Recommend({ sku: 'JUG', stars: 1 })));
console.log(await queryBus.execute(new Describe({ sku: 'CUP' })));
console.log(await queryBus.execute(new Describe({ sku: 'POT' })));

await host.stop();
await python.stop();
