import type { DynamicModule } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import type { EdgeOptions } from '../edge-options.js';
import { graphqlOptions } from './graphql-options.js';
import { SubscriptionServer } from './subscriptions/subscription-server.js';

/**
 * GraphQL over HTTP and WebSockets, as parts of the edge's module. Other folders import only this file, and only
 * dynamically: Mercurius takes memory and start-up time that a host without GraphQL should not spend.
 */
export function graphqlParts(options: EdgeOptions): Required<Pick<DynamicModule, 'imports' | 'providers'>> {
  return { imports: [GraphQLModule.forRoot(graphqlOptions(options))], providers: [SubscriptionServer] };
}
