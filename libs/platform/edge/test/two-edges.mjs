// Starts an edge host whose context serves only REST, then one with GraphQL, and prints what each answers and which
// files the process has loaded by then. Run with `--import tools/dev/loaded-files.mjs`.
import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { Controller, Get, Module } from '@nestjs/common';
import { contract } from '@multilith/contract';
import { DevelopmentIssuer, startEdgeHost } from '@multilith/edge';
import { ContextModule } from '@multilith/runtime';

class GreetingsController {
  greet() {
    return { greeting: 'hello' };
  }
}
Get()(GreetingsController.prototype, 'greet', Object.getOwnPropertyDescriptor(GreetingsController.prototype, 'greet'));
Controller('greetings')(GreetingsController);
class RestModule {}
Module({ controllers: [GreetingsController] })(RestModule);
class EmptyModule {}
Module({})(EmptyModule);
class GreetingsModule {}
Module({ imports: [ContextModule.forFeature({ contract: contract('greetings', []) })] })(GreetingsModule);

const issuer = await DevelopmentIssuer.open(process.argv[2]);
const loaded = () => readFileSync(process.env.LOADED_FILES, 'utf8').split('\n');

/** Returns what a host answers for a path, and which files are loaded then. */
async function run(api, path) {
  const edge = await startEdgeHost({
    contexts: { greetings: { module: async () => GreetingsModule, api: async () => api } },
    authenticator: issuer.authenticator(),
    development: true,
  });
  const url = await edge.listen(0, '127.0.0.1');
  const answer = await fetch(url + path);
  const text = await answer.text();
  await edge.stop();
  return { status: answer.status, text, loaded: loaded() };
}

const rest = await run({ module: RestModule }, '/greetings');
const graphql = await run(
  { module: EmptyModule, sdl: new URL('echo.graphql', import.meta.url) },
  '/graphql?query={__typename}',
);
console.log(JSON.stringify({ rest, graphql }));
