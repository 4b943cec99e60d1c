/** Kind of a message: a command changes state, a query reads it, an event says what happened. */
export type MessageKind = 'command' | 'query' | 'event';
