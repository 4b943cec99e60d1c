/**
 * What a module says about its context in its module file. Other readers have entries of their own: `/host` (starting a
 * host), `/transport` (writing a transport), `/operations` (tools for operators), `/observe` (logs, traces, metrics).
 */
export { ContextModule } from './context.module.js';
export { fallback, use } from './context/use.js';
export { settings } from './context/settings.js';
export { subscription } from './context/subscription.js';
// A module that exports what these functions return has to be able to name its type in its declarations.
export type { Fallback, Subscription, Use } from './context/context-definition.js';
export { RemoteCallError } from './call/remote-call-error.js';
export type { Persistence } from '@multilith/data';
